import { freePort, type LocalEnvironment, type StopList } from '../../libs/local-env/src'
import { BenchWorker } from './bench-worker'
import type { CostMeter, SeenSessions } from './cost-meter'
import { JobLoad, type LargeJobs } from './job-load'
import { peakMiB, processMs, residentMiB } from './processor-time'
import type { Tell } from './progress'
import type { BenchSite } from './sites'
import { latencyOf, spreadOf, type Latency } from './spread'
import type { StatementCosts } from './statement-kinds'

/** Fewer at once than a backlog that takes longer than the patience of its sender. */
const WARM_UP_AT_ONCE = 245
const SAMPLE_EVERY_MS = 200
const HALF = 0.5
/** So many that each slot has had more than one. */
const HEAVY_PER_SLOT = 3

/** What one run of one-site jobs cost, per job where the name does not say otherwise. */
interface JobCosts extends SeenSessions {
  readonly jobsPerSecond: number
  readonly nodeCpuMs: number
  readonly postgresCpuMs: number
  readonly buffers: number | undefined
}

export interface SlotResult {
  readonly slots: number
  readonly runs: readonly JobCosts[]
  readonly startMs: number
  /** Before the first job. */
  readonly restRssMiB: number
  readonly peakRssMiB: number
  /** The same after boundaries of 2 MiB in all slots; undefined where that was not asked for. */
  readonly heavyPeakRssMiB?: number
  /** Of all runs together. */
  readonly statements: StatementCosts | undefined
  /** At half the throughput just measured: one run, or one of each pair below. */
  readonly halfLoad: readonly Latency[]
  /** The same with large sites among the small ones, each right after one without; empty where not asked for. */
  readonly besideLarge: readonly Latency[]
  readonly largeMs: readonly number[]
}

export interface SlotRun {
  readonly environment: LocalEnvironment
  readonly meter: CostMeter
  readonly sites: readonly BenchSite[]
  readonly slots: number
  readonly warmUp: number
  readonly jobs: number
  readonly rounds: number
  readonly withEmail: boolean
  readonly large?: LargeJobs
  readonly heavy?: BenchSite
  readonly logFile: string
  readonly started: StopList
  readonly tell: Tell
}

/** One worker with so many slots, from its start to its stop. */
export async function runSlots(run: SlotRun): Promise<SlotResult> {
  const { environment, slots, started } = run
  const queue = await environment.queues.createQueue(`bench_${slots}_${await freePort()}`)
  const env = {
    ...environment.workerEnvironment(),
    PORT: String(await freePort()),
    AWS_SQS_QUEUE_URL: queue.url,
    SQS_ASSESSMENTS_SLOTS: String(slots)
  }
  const worker = await BenchWorker.start(env, run.logFile)
  started.add(() => worker.stop())
  const load = new JobLoad(environment, queue, run.sites, run.withEmail)
  try {
    const restRssMiB = residentMiB(worker.pid)
    await warmUp(run, load)
    const warm = await measureWarm(run, worker, load)
    return { slots, startMs: worker.startMs, restRssMiB, ...warm, ...(await atHeavySites(run, worker, load)) }
  } finally {
    load.close()
    await worker.stop()
  }
}

/** The compiler of the worker goes on for some two thousand jobs; without them the first rounds are slower. */
async function warmUp({ warmUp: jobs, tell }: SlotRun, load: JobLoad): Promise<void> {
  tell(`warm-up of ${jobs} jobs`)
  for (let left = jobs; left > 0; left -= WARM_UP_AT_ONCE) await load.backlog(Math.min(left, WARM_UP_AT_ONCE))
}

async function measureWarm(
  run: SlotRun,
  worker: BenchWorker,
  load: JobLoad
): Promise<Omit<SlotResult, 'slots' | 'startMs' | 'restRssMiB'>> {
  const { meter, rounds, jobs, tell } = run
  await meter.reset()
  const runs: JobCosts[] = []
  for (let round = 1; round <= rounds; round++) {
    const costs = await measured(run, worker, load)
    tell(`round ${round} of ${rounds}: ${costs.jobsPerSecond.toFixed(0)} jobs/s`)
    runs.push(costs)
  }
  const statements = await meter.statementsPerJob(rounds * jobs)
  const pace = HALF * spreadOf(runs.map(({ jobsPerSecond }) => jobsPerSecond)).median
  return { runs, statements, ...(await atPace(run, load, pace)), peakRssMiB: peakMiB(worker.pid) }
}

async function atHeavySites(
  { heavy, slots, tell }: SlotRun,
  worker: BenchWorker,
  load: JobLoad
): Promise<Pick<SlotResult, 'heavyPeakRssMiB'>> {
  if (heavy === undefined) return {}
  tell('boundaries of 2 MiB in all slots')
  await load.backlog(HEAVY_PER_SLOT * slots, heavy)
  return { heavyPeakRssMiB: peakMiB(worker.pid) }
}

/** In turn without and with the large sites, so that whatever else the machine does meets both. */
async function atPace(
  { rounds, jobs, large, tell }: SlotRun,
  load: JobLoad,
  pace: number
): Promise<Pick<SlotResult, 'halfLoad' | 'besideLarge' | 'largeMs'>> {
  const [halfLoad, besideLarge, largeMs]: [Latency[], Latency[], number[]] = [[], [], []]
  for (let round = 1; round <= (large === undefined ? 1 : rounds); round++) {
    tell(`half load, ${pace.toFixed(0)} jobs/s`)
    halfLoad.push(latencyOf((await load.paced(jobs, pace)).latenciesMs))
    if (large === undefined) continue
    tell(`half load, large sites among the small ones, ${round} of ${rounds}`)
    const { latenciesMs, largeLatenciesMs } = await load.paced(jobs, pace, large)
    besideLarge.push(latencyOf(latenciesMs))
    largeMs.push(...largeLatenciesMs)
  }
  return { halfLoad, besideLarge, largeMs }
}

async function measured({ meter, jobs }: SlotRun, worker: BenchWorker, load: JobLoad): Promise<JobCosts> {
  const before = await meter.read()
  const nodeBefore = processMs(worker.pid)
  meter.watchSessions(SAMPLE_EVERY_MS)
  const { elapsedMs } = await load.backlog(jobs)
  const nodeMs = processMs(worker.pid) - nodeBefore
  const sessions = await meter.stopWatching()
  const after = await meter.read()
  return {
    jobsPerSecond: (jobs / elapsedMs) * 1000,
    nodeCpuMs: nodeMs / jobs,
    postgresCpuMs: (after.postgresMs - before.postgresMs) / jobs,
    buffers:
      after.buffers === undefined || before.buffers === undefined
        ? undefined
        : (after.buffers - before.buffers) / jobs,
    ...sessions
  }
}
