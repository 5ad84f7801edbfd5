import type { DataSetName } from './data-sets'
import { medianOf, type Figure, type SetFigures } from './figures'
import type { BySet } from './report'

interface Limit {
  readonly text: string
  readonly holds: boolean
}

export interface Row {
  readonly label: string
  readonly pick: (figures: SetFigures) => Figure | undefined
  /** What is wanted of a data set, given all of them; undefined where nothing is. */
  readonly wanted?: (name: DataSetName, all: BySet<SetFigures>) => Limit | undefined
}

type Pick = Row['pick']

/** Every figure that is shown and compared; processor time, statements and pages are the steady ones. */
export const ROWS: readonly Row[] = [
  atLeast('jobs/s', ({ jobsPerSecond }) => jobsPerSecond, { small: 150, national: 100 }),
  plain('CPU ms a job, Node', ({ cpuMsPerJob: { node } }) => node),
  plain('CPU ms a job, PostgreSQL', ({ cpuMsPerJob: { postgres } }) => postgres),
  atMost('CPU ms a job, both', ({ cpuMsPerJob: { both } }) => both, { small: 9, national: 14 }),
  plain('p50 ms at half load', ({ latencyMs }) => latencyMs.p50),
  plain('p95 ms at half load', ({ latencyMs }) => latencyMs.p95),
  atMost('p99 ms at half load', ({ latencyMs }) => latencyMs.p99, { small: 100, national: 100 }),
  plain('p50 ms of small sites beside 67 ha ones', ({ latencyMsBesideLarge }) => latencyMsBesideLarge?.p50),
  {
    label: 'p95 ms of small sites beside 67 ha ones',
    pick: besideLargeP95,
    wanted: (name, all) =>
      atMostTimes(2, { own: besideLargeP95, of: ({ latencyMs }) => latencyMs.p95 })(all[name])
  },
  plain('p99 ms of small sites beside 67 ha ones', ({ latencyMsBesideLarge }) => latencyMsBesideLarge?.p99),
  plain('ms of a 67 ha site', ({ largeSiteMs }) => largeSiteMs),
  atMost('sites of one file, s', ({ fileSeconds }) => fileSeconds, { small: 0.6, national: 1.5 }),
  atMost('statements a job', ({ statementsPerJob }) => statementsPerJob?.all, { small: 10, national: 10 }),
  atMost('– spatial', ({ statementsPerJob }) => statementsPerJob?.spatial, { small: 2, national: 2 }),
  atMost('– ledger', ({ statementsPerJob }) => statementsPerJob?.ledger, { small: 6, national: 6 }),
  plain('– periodic', ({ statementsPerJob }) => statementsPerJob?.periodic),
  { label: 'buffer pages a job', pick: buffers, wanted: fewMoreThanNational },
  atMost('connections at most', ({ connections }) => connections, { small: 4, national: 4, doubled: 4 }),
  atMost('memory before the first job, MiB', ({ restRssMiB }) => restRssMiB, { small: 256, national: 256 }),
  atMost('peak memory, MiB', ({ peakRssMiB }) => peakRssMiB, { small: 512, national: 512 }),
  atMost('– boundaries of 2 MiB in all slots', ({ heavyPeakRssMiB }) => heavyPeakRssMiB, {
    small: 512,
    national: 512
  }),
  atMost('start to ready, ms', ({ startMs }) => startMs, { small: 3000, national: 3000 })
]

function besideLargeP95({ latencyMsBesideLarge }: SetFigures): Figure | undefined {
  return latencyMsBesideLarge?.p95
}

function buffers({ buffersPerJob }: SetFigures): Figure | undefined {
  return buffersPerJob
}

/** Twice the cells must not add a tenth of the pages. */
function fewMoreThanNational(name: DataSetName, { national, doubled }: BySet<SetFigures>): Limit | undefined {
  const [once, twice] = [national?.buffersPerJob, doubled?.buffersPerJob]
  if (name !== 'doubled' || once === undefined || twice === undefined) return undefined
  return { text: '< 1.1 × national', holds: medianOf(twice) < 1.1 * medianOf(once) }
}

function plain(label: string, pick: Pick): Row {
  return { label, pick }
}

function atMost(label: string, pick: Pick, limits: BySet<number>): Row {
  return limited(label, pick, (name) => limit(limits[name], '≤', (value, most) => value <= most))
}

function atLeast(label: string, pick: Pick, limits: BySet<number>): Row {
  return limited(label, pick, (name) => limit(limits[name], '≥', (value, least) => value >= least))
}

type Check = (value: number) => Limit

function limit(
  bound: number | undefined,
  sign: string,
  holds: (value: number, bound: number) => boolean
): Check | undefined {
  return bound === undefined
    ? undefined
    : (value) => ({ text: `${sign} ${bound}`, holds: holds(value, bound) })
}

function limited(label: string, pick: Pick, checkOf: (name: DataSetName) => Check | undefined): Row {
  return {
    label,
    pick,
    wanted: (name, all) => {
      const figures = all[name]
      const value = figures && pick(figures)
      return value === undefined ? undefined : checkOf(name)?.(medianOf(value))
    }
  }
}

function atMostTimes(times: number, { own, of }: { readonly own: Pick; readonly of: Pick }) {
  return (figures: SetFigures | undefined): Limit | undefined => {
    if (figures === undefined) return undefined
    const [value, base] = [own(figures), of(figures)]
    if (value === undefined || base === undefined) return undefined
    return { text: `≤ ${times} × without`, holds: medianOf(value) <= times * medianOf(base) }
  }
}
