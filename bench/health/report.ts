import { cpus, loadavg, totalmem } from 'node:os'
import Table from 'cli-table3'
import type { Probes } from './prober'

/** What was seen of a worker in one phase. */
export interface Phase {
  readonly name: string
  readonly probes: Probes
  readonly jobsPerSecond: number
  /** The worst of the readings that the worker gave once a second. */
  readonly eventLoopP99Ms: number
  readonly rssMiB: number
}

export interface Surroundings {
  readonly database: string
  readonly bodyBytes: number
  readonly deadJobs: number
}

type Report = ReturnType<typeof reportOf>

export function reportOf(phases: readonly Phase[], { database, bodyBytes, deadJobs }: Surroundings) {
  return {
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: `load average of the last minute ${loadavg()[0].toFixed(1)}`,
    versions: `Node ${process.version}, ${database}`,
    jobs: `details of ${(bodyBytes / 2 ** 20).toFixed(2)} MiB, ${deadJobs} jobs dead`,
    phases: phases.map(({ probes, ...rest }) => ({ ...rest, ...figuresOf(probes) }))
  }
}

export function tableOf({ machine, load, versions, jobs, phases }: Report): string {
  const head = [
    '/health',
    'probes',
    'failed',
    'p50 ms',
    'p95',
    'p99',
    'max',
    'jobs/s',
    'loop p99 ms',
    'RSS MiB'
  ]
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const phase of phases) {
    const times = [phase.p50Ms, phase.p95Ms, phase.p99Ms, phase.maxMs].map((ms) => ms.toFixed(1))
    const rest = [phase.jobsPerSecond.toFixed(2), phase.eventLoopP99Ms.toFixed(1), phase.rssMiB.toFixed(0)]
    table.push([phase.name, phase.probes, failuresText(phase.failures), ...times, ...rest])
  }
  return [`${machine}, ${load}`, versions, jobs, table.toString()].join('\n')
}

function failuresText(failures: readonly string[]): string {
  return failures.length === 0 ? '0' : `${failures.length} (${[...new Set(failures)].join(', ')})`
}

function figuresOf({ latenciesMs, failures }: Probes) {
  const sorted = [...latenciesMs].sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  return {
    probes: sorted.length,
    failures,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: quantile(1)
  }
}
