import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { projectFolder } from '../../libs/local-env/src'
import type { YardstickResult } from '../yardstick/yardstick'
import type { DataSetName } from './data-sets'
import type { SlotResult } from './job-runs'
import { latencyOf, spreadOf, type Latency, type Spread } from './spread'

/** What was measured on one data set. */
export interface DataSetResult {
  readonly name: DataSetName
  readonly slots: readonly SlotResult[]
  readonly fileSeconds: readonly number[]
  readonly yardstick: YardstickResult
  readonly yardstickFile: YardstickResult
}

interface Figures {
  readonly oneSiteJobsPerSecond: Partial<Record<DataSetName, number>>
  readonly fileOf245Seconds: Partial<Record<DataSetName, number>>
  readonly statementsPerJob: number | undefined
  readonly buffersPerJob?: Partial<Record<DataSetName, number>>
  readonly connections?: number
  readonly latencyMs: Latency | undefined
  readonly cpuMsPerJob: { readonly node: number; readonly postgres: number }
  readonly cpuMsPerJobNational?: { readonly node: number; readonly postgres: number }
  readonly peakRssMiB: number
  readonly startMs: number
}

export interface Report extends Figures {
  readonly machine: string
  readonly versions: string
  readonly load: string
  readonly sites: string
  readonly slots: readonly {
    readonly dataSet: string
    readonly slots: number
    readonly jobsPerSecond: Spread
  }[]
  readonly yardstick: Figures
}

/** The default of the service: its row stands for it. */
export const USUAL_SLOTS = 4

export function reportOf(
  results: readonly DataSetResult[],
  { server, sites, jobs }: { readonly server: string; readonly sites: string; readonly jobs: number }
): Report {
  const [first] = results
  const national = results.find(({ name }) => name === 'national')
  return {
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: `Node ${process.version}, service ${serviceVersion()}, ${server}`,
    load: `load average of the last minute ${loadavg()[0].toFixed(1)}, ${jobs} jobs a run`,
    sites,
    ...serviceFigures(first, results, national),
    slots: results.flatMap(({ name, slots }) =>
      slots.map((one) => ({ dataSet: name, slots: one.slots, jobsPerSecond: rateOf(one) }))
    ),
    yardstick: yardstickFigures(first, results, national)
  }
}

function serviceFigures(
  first: DataSetResult,
  results: readonly DataSetResult[],
  national?: DataSetResult
): Figures {
  const usual = usualOf(first)
  const [run] = usual.runs
  return {
    oneSiteJobsPerSecond: byName(results, (one) => rateOf(usualOf(one)).median),
    fileOf245Seconds: byName(results, ({ fileSeconds }) => spreadOf(fileSeconds).median),
    statementsPerJob: run.statements,
    buffersPerJob: buffersOf(results),
    connections: Math.max(...usual.runs.map(({ mostConnections }) => mostConnections)),
    latencyMs: usual.halfLoad,
    cpuMsPerJob: cpuOf(usual),
    ...(national && { cpuMsPerJobNational: cpuOf(usualOf(national)) }),
    peakRssMiB: usual.peakRssMiB,
    startMs: usual.startMs
  }
}

function yardstickFigures(
  first: DataSetResult,
  results: readonly DataSetResult[],
  national?: DataSetResult
): Figures {
  const { yardstick } = first
  return {
    oneSiteJobsPerSecond: byName(results, (one) => perSecond(one.yardstick)),
    fileOf245Seconds: byName(results, ({ yardstickFile }) => yardstickFile.elapsedMs / 1000),
    statementsPerJob: yardstick.statements / yardstick.latenciesMs.length,
    latencyMs: latencyOf(yardstick.latenciesMs),
    cpuMsPerJob: yardstickCpu(first),
    ...(national && { cpuMsPerJobNational: yardstickCpu(national) }),
    peakRssMiB: yardstick.peakRssMiB,
    startMs: yardstick.startMs
  }
}

export function tableOf(report: Report): string {
  const table = new Table({ head: ['', 'service', 'yardstick', 'wanted'], style: { head: [], border: [] } })
  for (const [label, pick, wanted] of ROWS)
    table.push([label, shown(pick(report)), shown(pick(report.yardstick)), wanted])
  const slots = new Table({
    head: ['data', 'slots', 'jobs/s', 'least – most'],
    style: { head: [], border: [] }
  })
  for (const {
    dataSet,
    slots: count,
    jobsPerSecond: { median, least, most }
  } of report.slots) {
    slots.push([dataSet, count, median.toFixed(0), `${least.toFixed(0)} – ${most.toFixed(0)}`])
  }
  return [`${report.machine}, ${report.load}`, report.versions, report.sites, table, slots].join('\n')
}

type Row = readonly [string, (figures: Figures) => number | undefined, string]

/** Every figure that is compared; `cpu` and `statements` are the steady ones. */
export const ROWS: readonly Row[] = [
  ['one-site jobs/s, small', ({ oneSiteJobsPerSecond: { small } }) => small, '≥ 150'],
  ['one-site jobs/s, national', ({ oneSiteJobsPerSecond: { national } }) => national, '≥ 100'],
  ['CPU ms a job, Node', ({ cpuMsPerJob: { node } }) => node, ''],
  ['CPU ms a job, PostgreSQL', ({ cpuMsPerJob: { postgres } }) => postgres, ''],
  ['CPU ms a job, both', ({ cpuMsPerJob }) => sum(cpuMsPerJob), '≤ 9'],
  ['CPU ms a job, both, national', ({ cpuMsPerJobNational: cpu }) => cpu && sum(cpu), '≤ 14'],
  ['sites in one file, s, small', ({ fileOf245Seconds: { small } }) => small, '≤ 0.6'],
  ['sites in one file, s, national', ({ fileOf245Seconds: { national } }) => national, '≤ 1.5'],
  ['statements a job', ({ statementsPerJob }) => statementsPerJob, '≤ 10'],
  ['buffer pages a job, small', ({ buffersPerJob }) => buffersPerJob?.small, ''],
  ['buffer pages a job, national', ({ buffersPerJob }) => buffersPerJob?.national, ''],
  ['buffer pages a job, twice the cells', ({ buffersPerJob }) => buffersPerJob?.doubled, '< 1.1 ×'],
  ['most connections', ({ connections }) => connections, '≤ 4'],
  ['p50 ms at half load', ({ latencyMs }) => latencyMs?.p50, ''],
  ['p95 ms at half load', ({ latencyMs }) => latencyMs?.p95, ''],
  ['p99 ms at half load', ({ latencyMs }) => latencyMs?.p99, '≤ 100'],
  ['peak memory, MiB', ({ peakRssMiB }) => peakRssMiB, '≤ 512'],
  ['start to ready, ms', ({ startMs }) => startMs, '≤ 3000']
]

function shown(value: number | undefined): string {
  if (value === undefined) return '–'
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}

function sum({ node, postgres }: { readonly node: number; readonly postgres: number }): number {
  return node + postgres
}

function usualOf({ slots }: DataSetResult): SlotResult {
  return slots.find(({ slots: count }) => count === USUAL_SLOTS) ?? slots[slots.length - 1]
}

function rateOf({ runs }: SlotResult): Spread {
  return spreadOf(runs.map(({ jobsPerSecond }) => jobsPerSecond))
}

function cpuOf({ runs }: SlotResult): Figures['cpuMsPerJob'] {
  return {
    node: spreadOf(runs.map(({ nodeCpuMs }) => nodeCpuMs)).median,
    postgres: spreadOf(runs.map(({ postgresCpuMs }) => postgresCpuMs)).median
  }
}

function yardstickCpu({ yardstick }: DataSetResult): Figures['cpuMsPerJob'] {
  const jobs = yardstick.latenciesMs.length
  return { node: yardstick.nodeCpuMs / jobs, postgres: yardstick.postgresCpuMs / jobs }
}

function perSecond({ latenciesMs, elapsedMs }: YardstickResult): number {
  return (latenciesMs.length / elapsedMs) * 1000
}

function buffersOf(results: readonly DataSetResult[]): Partial<Record<DataSetName, number>> {
  const known = results.map((result) => [result.name, usualOf(result).runs[0].buffers])
  return Object.fromEntries(known.filter(([, buffers]) => buffers !== undefined))
}

function byName(
  results: readonly DataSetResult[],
  pick: (result: DataSetResult) => number
): Partial<Record<DataSetName, number>> {
  return Object.fromEntries(results.map((result) => [result.name, pick(result)]))
}

function serviceVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(projectFolder(), 'package.json'), 'utf8')
  )
  return version
}
