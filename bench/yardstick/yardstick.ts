import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CostMeter } from '../jobs/cost-meter'
import type { BenchSite } from '../jobs/sites'

export interface YardstickTask {
  readonly databaseUrl: string
  readonly sites: readonly BenchSite[]
  /** Sites that are asked about, one after the other and round again. */
  readonly jobs: number
}

export interface YardstickRun {
  readonly elapsedMs: number
  readonly latenciesMs: readonly number[]
  /** Of all jobs together, as the statements. */
  readonly nodeCpuMs: number
  readonly statements: number
  readonly startMs: number
  readonly peakRssMiB: number
}

export interface YardstickResult extends YardstickRun {
  readonly postgresCpuMs: number
}

/**
 * The naive form in a process of its own, without queue, ledger and backend: what a machine makes of it tells how
 * fast the machine is.
 */
export async function runYardstick(task: YardstickTask, meter: CostMeter): Promise<YardstickResult> {
  const warm = { ...task, jobs: 1 }
  await inChild(warm)
  const idle = await inChildMeasured(warm, meter)
  const full = await inChildMeasured(task, meter)
  return { ...full.run, postgresCpuMs: full.postgresMs - idle.postgresMs }
}

async function inChildMeasured(
  task: YardstickTask,
  meter: CostMeter
): Promise<{ run: YardstickRun; postgresMs: number }> {
  const before = await meter.read()
  const run = await inChild(task)
  return { run, postgresMs: (await meter.read()).postgresMs - before.postgresMs }
}

type Answer = { readonly result: YardstickRun } | { readonly error: string }

async function inChild(task: YardstickTask): Promise<YardstickRun> {
  const child = fork(join(__dirname, 'yardstick.child.js'))
  child.send(task)
  const [answer]: Answer[] = await once(child, 'message')
  if ('error' in answer) throw new Error(answer.error)
  return answer.result
}
