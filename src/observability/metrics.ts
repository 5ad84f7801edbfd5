import type { CounterName, DistributionName, GaugeName, MetricName } from './metric-catalogue'
import type { StepName } from './step-name'

/** What a figure is about. Never a reference, a person or a file: each value is a series of its own that is paid for. */
export interface Dimensions {
  readonly queue?: string
  /** A code or name of a closed list. */
  readonly reason?: string
  /** Of a job, from a closed list. */
  readonly step?: StepName
}

export interface Measurement {
  readonly name: MetricName
  /** What a counter grows by, the value of a gauge, or one of a distribution. */
  readonly value: number
  readonly dimensions: Dimensions
}

/** Where measurements go. */
export interface MetricSink {
  record(measurement: Measurement): void
}

/** With a colon before the name that an assessment has given. */
const NAME = /^[a-z]+\d?([_-][a-z]+\d?)*(:[a-z]+(_[a-z]+)*)?$/
const LONGEST_NAME = 40

/**
 * Takes the figures of the worker and hands them to the sinks. Never throws: what cannot be measured does not change
 * what becomes of a job.
 *
 * @example metrics.count('JobsFailed', { reason: 'backend_unavailable' })
 */
export class Metrics {
  constructor(private readonly sinks: readonly MetricSink[]) {}

  count(name: CounterName, dimensions: Dimensions = {}, amount = 1): void {
    if (amount > 0) this.hand({ name, value: amount, dimensions })
  }

  gauge(name: GaugeName, value: number, dimensions: Dimensions = {}): void {
    this.hand({ name, value, dimensions })
  }

  /** One value of a distribution, in the unit of the catalogue. */
  record(name: DistributionName, value: number, dimensions: Dimensions = {}): void {
    this.hand({ name, value, dimensions })
  }

  private hand({ name, value, dimensions }: Measurement): void {
    if (!Number.isFinite(value)) return
    const { reason } = dimensions
    const measurement = {
      name,
      value,
      dimensions: { ...dimensions, reason: reason && nameOr(reason, 'other') }
    }
    for (const sink of this.sinks) recordSafely(sink, measurement)
  }
}

/** Codes, gates and classes are words; what looks like anything else, a reference above all, is left out. */
function nameOr(text: string, other: string): string {
  return text.length <= LONGEST_NAME && NAME.test(text) ? text : other
}

function recordSafely(sink: MetricSink, measurement: Measurement): void {
  try {
    sink.record(measurement)
  } catch {
    // A figure that is lost changes nothing of what becomes of a job.
    return
  }
}
