import { MetricsContext } from 'aws-embedded-metrics/lib/logger/MetricsContext'
import { LogSerializer } from 'aws-embedded-metrics/lib/serializers/LogSerializer'
import type { MetricsOptions } from '../../config/config.tokens'
import { METRIC_CATALOGUE, type MetricDescription, type MetricName } from '../metric-catalogue'
import type { Dimensions, Measurement, MetricSink } from '../metrics'
import { FewValues } from './few-values'

type Naming = Pick<
  MetricsOptions,
  'namespace' | 'serviceName' | 'serviceType' | 'logGroupName' | 'logStreamName'
>

interface Series {
  readonly name: MetricName
  readonly dimensions: Dimensions
  sum: number
  last: number
  readonly values: FewValues
}

/**
 * Collects measurements and writes them as records in CloudWatch's embedded metric format: the sum of a counter, the
 * newest value of a gauge, up to a hundred values of a distribution.
 *
 * Only the record and its serializer are taken from the package: its own socket to the agent ends the process when the
 * agent resets the connection, and loading its entry point asks the instance metadata of EC2.
 */
export class EmfRecords implements MetricSink {
  private series = new Map<string, Series>()
  private readonly serializer = new LogSerializer()

  constructor(private readonly naming: Naming) {}

  record({ name, value, dimensions }: Measurement): void {
    const key = [name, dimensions.queue, dimensions.reason, dimensions.step].join('|')
    const series = this.series.get(key) ?? { name, dimensions, sum: 0, last: 0, values: new FewValues() }
    series.sum += value
    series.last = value
    series.values.add(value)
    this.series.set(key, series)
  }

  /** Records of everything since the last call, one JSON object each; series with the same dimensions share one. */
  drain(): string[] {
    const groups = new Map<string, Series[]>()
    for (const series of this.series.values()) {
      const key = JSON.stringify(this.setOf(series.dimensions))
      groups.set(key, [...(groups.get(key) ?? []), series])
    }
    this.series = new Map()
    return [...groups.values()].flatMap((group) => this.recordsOf(group))
  }

  private recordsOf(group: readonly Series[]): string[] {
    const { namespace, serviceType, logGroupName, logStreamName } = this.naming
    const context = MetricsContext.empty()
    context.setNamespace(namespace)
    context.setDimensions(this.setsOf(group[0].dimensions))
    if (serviceType) context.setProperty('ServiceType', serviceType)
    if (logGroupName) context.meta.LogGroupName = logGroupName
    if (logStreamName) context.meta.LogStreamName = logStreamName
    for (const series of group) addTo(context, series)
    return this.serializer.serialize(context)
  }

  /** By reason, and over all reasons, which an alarm asks for. */
  private setsOf(dimensions: Dimensions): Record<string, string>[] {
    const { reason, ...others } = dimensions
    return reason === undefined ? [this.setOf(dimensions)] : [this.setOf(others), this.setOf(dimensions)]
  }

  private setOf({ queue, reason, step }: Dimensions): Record<string, string> {
    return {
      Service: this.naming.serviceName,
      ...(queue && { Queue: queue }),
      ...(reason && { Reason: reason }),
      ...(step && { Step: step })
    }
  }
}

function addTo(context: MetricsContext, { name, sum, last, values }: Series): void {
  const { kind, unit }: MetricDescription = METRIC_CATALOGUE[name]
  if (kind === 'distribution') {
    for (const value of values.values()) context.putMetric(name, value, unit)
  } else {
    context.putMetric(name, kind === 'counter' ? sum : last, unit)
  }
}
