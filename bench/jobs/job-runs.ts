import type { LocalEnvironment } from '../../libs/local-env/src'
import { freePort } from '../../libs/local-env/src'
import { BenchWorker } from './bench-worker'
import type { CostMeter, DatabaseCost } from './cost-meter'
import { JobLoad } from './job-load'
import { peakMiB, processMs } from './processor-time'
import type { BenchSite } from './sites'
import { latencyOf, type Latency } from './spread'

const WARM_UP_JOBS = 245
const SAMPLE_EVERY_MS = 200
const HALF = 0.5

/** What one run of one-site jobs cost, per job where the name does not say otherwise. */
interface JobCosts {
  readonly jobsPerSecond: number
  readonly nodeCpuMs: number
  readonly postgresCpuMs: number
  readonly driverCpuMs: number
  readonly statements: number | undefined
  readonly buffers: number | undefined
  readonly mostConnections: number
}

export interface SlotResult {
  readonly slots: number
  readonly runs: readonly JobCosts[]
  readonly startMs: number
  readonly peakRssMiB: number
  /** At half the throughput just measured; undefined where it was not asked for. */
  readonly halfLoad?: Latency
}

export interface SlotRun {
  readonly environment: LocalEnvironment
  readonly meter: CostMeter
  readonly sites: readonly BenchSite[]
  readonly slots: number
  readonly jobs: number
  readonly rounds: number
  readonly withEmail: boolean
  readonly withHalfLoad: boolean
  readonly logFile: string
}

/** One worker with so many slots, from its start to its stop. */
export async function runSlots(run: SlotRun): Promise<SlotResult> {
  const { environment, slots, rounds, jobs } = run
  const queue = await environment.queues.createQueue(`bench_${slots}_${await freePort()}`)
  const env = {
    ...environment.workerEnvironment(),
    PORT: String(await freePort()),
    AWS_SQS_QUEUE_URL: queue.url,
    SQS_ASSESSMENTS_SLOTS: String(slots)
  }
  const worker = await BenchWorker.start(env, run.logFile)
  const load = new JobLoad(environment, queue, run.sites, run.withEmail)
  try {
    await load.backlog(WARM_UP_JOBS)
    await load.backlog(WARM_UP_JOBS)
    await run.meter.reset()
    const runs: JobCosts[] = []
    for (let round = 0; round < rounds; round++) runs.push(await measured(run, worker, load))
    const fastest = Math.max(...runs.map(({ jobsPerSecond }) => jobsPerSecond))
    const halfLoad = run.withHalfLoad ? await load.paced(jobs, fastest * HALF) : undefined
    const latency = halfLoad && { halfLoad: latencyOf(halfLoad.latenciesMs) }
    return { slots, runs, startMs: worker.startMs, peakRssMiB: peakMiB(worker.pid), ...latency }
  } finally {
    load.close()
    await worker.stop()
  }
}

async function measured({ meter, jobs }: SlotRun, worker: BenchWorker, load: JobLoad): Promise<JobCosts> {
  const before = await meter.read()
  const [nodeBefore, driverBefore] = [processMs(worker.pid), process.cpuUsage()]
  meter.watchConnections(SAMPLE_EVERY_MS)
  const { elapsedMs } = await load.backlog(jobs)
  const driver = process.cpuUsage(driverBefore)
  const nodeMs = processMs(worker.pid) - nodeBefore
  const mostConnections = meter.stopWatching()
  const after = await meter.read()
  const perJob = (field: keyof DatabaseCost): number | undefined => {
    const [from, to] = [before[field], after[field]]
    return from === undefined || to === undefined ? undefined : (to - from) / jobs
  }
  return {
    jobsPerSecond: (jobs / elapsedMs) * 1000,
    nodeCpuMs: nodeMs / jobs,
    postgresCpuMs: (after.postgresMs - before.postgresMs) / jobs,
    driverCpuMs: (driver.user + driver.system) / 1000 / jobs,
    statements: perJob('statements'),
    buffers: perJob('buffers'),
    mostConnections
  }
}
