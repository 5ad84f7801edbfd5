import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../../libs/local-env/src'
import type { DataSetName } from './data-sets'
import {
  medianOf,
  setFigures,
  slotFigures,
  yardstickFigures,
  type SetFigures,
  type SlotFigures
} from './figures'
import type { SlotResult } from './job-runs'
import { usualSlots, type DataSetResult } from './measure'
import type { Options } from './options'
import type { Latency } from './spread'
import type { TransportFigures } from './transport-run'

/** Raised when what is stored can no longer be read as what is measured. */
export const REPORT_FORMAT = 2

export type BySet<T> = Partial<Readonly<Record<DataSetName, T>>>

/** The figures by which runs are told apart at a glance; those without a data set are of the first one measured. */
interface Headline {
  readonly oneSiteJobsPerSecond: BySet<number>
  readonly fileOf245Seconds: BySet<number>
  readonly statementsPerJob: number | undefined
  readonly latencyMs: Latency
  readonly latencyMsNational?: Latency
  readonly cpuMsPerJob: { readonly node: number; readonly postgres: number }
  readonly cpuMsPerJobNational?: { readonly node: number; readonly postgres: number }
  readonly peakRssMiB: number
  readonly startMs: number
}

/** Every figure with its spread. */
interface Measured {
  readonly dataSets: BySet<SetFigures>
}

export interface Report extends Headline, Measured {
  readonly format: number
  readonly machine: string
  readonly versions: string
  readonly load: string
  readonly sites: string
  readonly slots: readonly SlotFigures[]
  readonly transport?: TransportFigures
  readonly yardstick: Headline & Measured
}

export interface ReportInput {
  readonly results: readonly DataSetResult[]
  readonly transport: TransportFigures | undefined
  readonly server: string
  readonly sites: string
  readonly options: Options
}

export function reportOf({ results, transport, server, sites, options }: ReportInput): Report {
  const usual = usualSlots(options.slots)
  const dataSets = bySet(results, (result) => setFigures(usualOf(result, usual), result))
  const yardstick = bySet(results, ({ yardstick: one }) => one && yardstickFigures(one))
  return {
    format: REPORT_FORMAT,
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: `Node ${process.version}, service ${serviceVersion()}, ${server}`,
    load: loadOf(results, options),
    sites,
    ...headline(dataSets),
    dataSets,
    slots: results.flatMap(({ name, slots }) =>
      slots.map((one) => ({ dataSet: name, slots: one.slots, ...slotFigures(one) }))
    ),
    ...(transport && { transport }),
    yardstick: { ...headline(yardstick), dataSets: yardstick }
  }
}

function loadOf(results: readonly DataSetResult[], { jobs, rounds, warmUpOf }: Options): string {
  const runs = results.flatMap(({ slots }) => slots.flatMap((one) => one.runs))
  const warmUps = results.map(({ name }) => `${warmUpOf(name)} on ${name}`).join(', ')
  return [
    `load average of the last minute ${loadavg()[0].toFixed(1)}`,
    `${rounds} × ${jobs} jobs after a warm-up of ${warmUps}`,
    ...(runs.some(({ othersWorked }) => othersWorked)
      ? ['other databases of the server were at work meanwhile, and its processor time holds theirs']
      : [])
  ].join(', ')
}

function headline(dataSets: BySet<SetFigures>): Headline {
  const [first] = Object.values(dataSets)
  const { national } = dataSets
  return {
    oneSiteJobsPerSecond: mapped(dataSets, ({ jobsPerSecond }) => medianOf(jobsPerSecond)),
    fileOf245Seconds: mapped(dataSets, ({ fileSeconds }) => medianOf(fileSeconds)),
    statementsPerJob: first.statementsPerJob?.all,
    latencyMs: latencyMedians(first),
    ...(national && { latencyMsNational: latencyMedians(national) }),
    cpuMsPerJob: cpuOf(first),
    ...(national && { cpuMsPerJobNational: cpuOf(national) }),
    peakRssMiB: first.peakRssMiB,
    startMs: first.startMs
  }
}

function latencyMedians({ latencyMs: { p50, p95, p99 } }: SetFigures): Latency {
  return { p50: medianOf(p50), p95: medianOf(p95), p99: medianOf(p99) }
}

function cpuOf({ cpuMsPerJob: { node, postgres } }: SetFigures): Headline['cpuMsPerJob'] {
  return { node: medianOf(node), postgres: medianOf(postgres) }
}

function usualOf({ slots }: DataSetResult, usual: number): SlotResult {
  const found = slots.find(({ slots: count }) => count === usual)
  if (found === undefined) throw new Error(`Nothing was measured with ${usual} slots`)
  return found
}

function bySet<T>(
  results: readonly DataSetResult[],
  pick: (result: DataSetResult) => T | undefined
): BySet<T> {
  return Object.fromEntries(
    results.flatMap((result) => {
      const value = pick(result)
      return value === undefined ? [] : [[result.name, value]]
    })
  )
}

function mapped(dataSets: BySet<SetFigures>, pick: (figures: SetFigures) => number): BySet<number> {
  return Object.fromEntries(Object.entries(dataSets).map(([name, figures]) => [name, pick(figures)]))
}

function serviceVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(projectFolder(), 'package.json'), 'utf8')
  )
  return version
}
