import { METRIC_CATALOGUE, type MetricDescription } from '../../src/observability/metric-catalogue'

type Json = Readonly<Record<string, unknown>>

interface Directive {
  readonly Namespace: string
  readonly Dimensions: readonly (readonly string[])[]
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
}

interface EmfRecord extends Json {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] }
}

/** A word of a closed list: no reference, address, file name or number. */
const DIMENSION_VALUE = /^[a-z]+\d?([_:-][a-z]+\d?)*$/
const MOST_VALUES = 100

/** Names of the metrics in these records. */
export function namesIn(records: readonly unknown[]): Set<string> {
  return new Set(
    (records as EmfRecord[]).flatMap(({ _aws }) =>
      _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name))
    )
  )
}

/** Every way in which records in the embedded metric format break a rule or say what the catalogue does not. */
export function metricFaults(records: readonly unknown[], namespace: string): string[] {
  return (records as EmfRecord[]).flatMap((record) =>
    record._aws.CloudWatchMetrics.flatMap((directive) => [
      ...(directive.Namespace === namespace ? [] : [`namespace ${directive.Namespace}`]),
      ...(Math.abs(Date.now() - record._aws.Timestamp) < 3_600_000 ? [] : ['a time that is not now']),
      ...directive.Metrics.flatMap((metric) => faultsOfMetric(record, directive, metric)),
      ...faultsOfDimensions(record, directive)
    ])
  )
}

function faultsOfMetric(
  record: EmfRecord,
  { Dimensions }: Directive,
  { Name, Unit }: Directive['Metrics'][number]
): string[] {
  const catalogue: Readonly<Record<string, MetricDescription | undefined>> = METRIC_CATALOGUE
  const known = catalogue[Name]
  if (known === undefined) return [`${Name} is not in the catalogue`]
  const values = [record[Name]].flat()
  const expected = ['Service', ...known.dimensions].sort().join()
  return [
    ...(Unit === known.unit ? [] : [`${Name} is in ${Unit}`]),
    ...(values.every((value) => typeof value === 'number' && Number.isFinite(value))
      ? []
      : [`${Name} is no number`]),
    ...(values.length <= MOST_VALUES ? [] : [`${Name} has ${values.length} values`]),
    ...(known.kind === 'distribution' || values.length === 1 ? [] : [`${Name} has more than one value`]),
    ...(Dimensions.some((names) => [...names].sort().join() === expected)
      ? []
      : [`${Name} has other dimensions`])
  ]
}

function faultsOfDimensions(record: EmfRecord, { Dimensions }: Directive): string[] {
  return [...new Set(Dimensions.flat())]
    .filter((name) => !DIMENSION_VALUE.test(String(record[name])))
    .map((name) => `dimension ${name} is ${JSON.stringify(record[name])}`)
}
