import {
  METRIC_CATALOGUE,
  type CounterName,
  type MetricDescription,
  type MetricName
} from './metric-catalogue'
import type { Measurement, MetricSink } from './metrics'

/** A counter or gauge has one value; of a distribution, number, mean and largest of its values are kept. */
type Figures =
  { readonly value: number } | { readonly count: number; readonly mean: number; readonly max: number }

export type MetricReading = Figures & {
  readonly name: MetricName
  readonly unit: string
  readonly queue?: string
  readonly reason?: string
  readonly step?: string
}

interface Series extends Omit<Measurement, 'value'> {
  count: number
  sum: number
  max: number
  last: number
}

const NAMES = Object.keys(METRIC_CATALOGUE)

/** What was measured since the start, for `/health/detail` and the last words of the worker. */
export class MetricTotals implements MetricSink {
  private readonly series = new Map<string, Series>()

  record({ name, value, dimensions }: Measurement): void {
    const key = [name, dimensions.queue, dimensions.reason, dimensions.step].join('|')
    const series = this.series.get(key)
    if (series === undefined) {
      this.series.set(key, { name, dimensions, count: 1, sum: value, max: value, last: value })
      return
    }
    series.count += 1
    series.sum += value
    series.max = Math.max(series.max, value)
    series.last = value
  }

  /** Sum over all reasons, and over all queues or of one. */
  total(name: CounterName, queue?: string): number {
    return [...this.series.values()]
      .filter(
        (series) => series.name === name && (queue ?? series.dimensions.queue) === series.dimensions.queue
      )
      .reduce((total, { sum }) => total + sum, 0)
  }

  /** In the order of the catalogue; what was never measured is not there. */
  readings(): MetricReading[] {
    return [...this.series.values()]
      .sort((a, b) => NAMES.indexOf(a.name) - NAMES.indexOf(b.name))
      .map(readingOf)
  }
}

function readingOf(series: Series): MetricReading {
  const { name, dimensions } = series
  const { kind, unit }: MetricDescription = METRIC_CATALOGUE[name]
  return { name, unit, ...dimensions, ...figuresOf(kind, series) }
}

function figuresOf(kind: MetricDescription['kind'], { count, sum, max, last }: Series): Figures {
  if (kind === 'counter') return { value: sum }
  if (kind === 'gauge') return { value: last }
  return { count, mean: toTenths(sum / count), max: toTenths(max) }
}

function toTenths(value: number): number {
  return Math.round(10 * value) / 10
}
