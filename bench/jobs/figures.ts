import type { YardstickResult } from '../yardstick/yardstick'
import type { SlotResult } from './job-runs'
import type { DataSetResult } from './measure'
import { latencyOf, spreadOf, type Latency, type Spread } from './spread'
import type { StatementCosts } from './statement-kinds'

/** Median of several rounds with their least and most, or what there is only one of. */
export type Figure = number | Spread

type LatencyFigures = Readonly<Record<keyof Latency, Figure>>

/** Figures of one data set: of the service, or of the yardstick, which does not have all of them. */
export interface SetFigures {
  readonly jobsPerSecond: Figure
  readonly cpuMsPerJob: { readonly node: Figure; readonly postgres: Figure; readonly both: Figure }
  /** Of the service at half load; of the yardstick at full load. */
  readonly latencyMs: LatencyFigures
  /** Of the small sites, with some of 67 ha among them, at half load. */
  readonly latencyMsBesideLarge?: LatencyFigures
  readonly largeSiteMs?: Figure
  readonly fileSeconds: Figure
  readonly statementsPerJob?: Pick<StatementCosts, 'all'> & Partial<StatementCosts>
  readonly buffersPerJob?: Figure
  readonly connections?: number
  readonly restRssMiB?: number
  readonly peakRssMiB: number
  readonly heavyPeakRssMiB?: number
  readonly startMs: number
}

/** Figures of one worker with so many slots. */
export interface SlotFigures {
  readonly dataSet: string
  readonly slots: number
  readonly jobsPerSecond: Figure
  readonly cpuMsPerJob: SetFigures['cpuMsPerJob']
  readonly latencyMs: LatencyFigures
}

export function medianOf(figure: Figure): number {
  return typeof figure === 'number' ? figure : figure.median
}

export function setFigures(usual: SlotResult, { fileSeconds }: DataSetResult): SetFigures {
  const { runs, besideLarge, largeMs, statements, restRssMiB, peakRssMiB, heavyPeakRssMiB, startMs } = usual
  const buffers = runs.flatMap((run) => run.buffers ?? [])
  return {
    ...slotFigures(usual),
    ...(besideLarge.length > 0 && { latencyMsBesideLarge: latencies(besideLarge) }),
    // A run of fewer jobs than there are to one large one has none.
    ...(largeMs.length > 0 && { largeSiteMs: spreadOf(largeMs) }),
    fileSeconds: spreadOf(fileSeconds),
    ...(statements && { statementsPerJob: statements }),
    ...(buffers.length > 0 && { buffersPerJob: spreadOf(buffers) }),
    connections: Math.max(...runs.map(({ connections }) => connections)),
    restRssMiB,
    peakRssMiB,
    ...(heavyPeakRssMiB !== undefined && { heavyPeakRssMiB }),
    startMs
  }
}

export function slotFigures({
  runs,
  halfLoad
}: SlotResult): Pick<SlotFigures, 'jobsPerSecond' | 'cpuMsPerJob' | 'latencyMs'> {
  return {
    jobsPerSecond: spreadOf(runs.map(({ jobsPerSecond }) => jobsPerSecond)),
    cpuMsPerJob: {
      node: spreadOf(runs.map(({ nodeCpuMs }) => nodeCpuMs)),
      postgres: spreadOf(runs.map(({ postgresCpuMs }) => postgresCpuMs)),
      both: spreadOf(runs.map(({ nodeCpuMs, postgresCpuMs }) => nodeCpuMs + postgresCpuMs))
    },
    latencyMs: latencies(halfLoad)
  }
}

function latencies(runs: readonly Latency[]): LatencyFigures {
  const of = (rank: keyof Latency): Figure => spreadOf(runs.map((run) => run[rank]))
  return { p50: of('p50'), p95: of('p95'), p99: of('p99') }
}

export function yardstickFigures(result: YardstickResult): SetFigures {
  const { latenciesMs, elapsedMs, nodeCpuMs, postgresCpuMs, statements, peakRssMiB, startMs } = result
  const sites = latenciesMs.length
  const [node, postgres] = [nodeCpuMs / sites, postgresCpuMs / sites]
  return {
    jobsPerSecond: (sites / elapsedMs) * 1000,
    cpuMsPerJob: { node, postgres, both: node + postgres },
    latencyMs: latencyOf(latenciesMs),
    fileSeconds: elapsedMs / 1000,
    statementsPerJob: { all: statements / sites },
    peakRssMiB,
    startMs
  }
}
