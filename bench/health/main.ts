import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startLocalEnvironment, type LocalEnvironment, type WorkerProcess } from '../../libs/local-env/src'
import { loadSampleLayers } from '../sample-layers'
import { Feeder } from './feeder'
import { probe } from './prober'
import { reportOf, tableOf, type Phase } from './report'

const SLOTS = '4'
const IDLE_MS = 5000
const LOAD_MS = 30_000
const PROBE_EVERY_MS = 20
const READ_EVERY_MS = 1000
const WARM_UP_JOBS = 4
const WARM_UP_LIMIT_MS = 30_000

async function measure(environment: LocalEnvironment): Promise<void> {
  await loadSampleLayers(environment.database.url)
  const worker = await environment.startWorker({ SQS_ASSESSMENTS_SLOTS: SLOTS, ...profiling() })
  await worker.ready()
  const feeder = new Feeder(environment, worker)
  const idle = await phaseOf('idle', IDLE_MS, { worker, feeder })
  const feeding = feeder.run()
  await warmUp(feeder)
  const busy = await phaseOf('every slot busy', LOAD_MS, { worker, feeder })
  feeder.stop()
  await feeding
  const report = reportOf([idle, busy], {
    database: environment.database.description,
    bodyBytes: feeder.bodyBytes,
    deadJobs: feeder.ended('job_dead')
  })
  console.log(process.argv.includes('--json') ? JSON.stringify(report, null, 2) : tableOf(report))
}

/** `--profile <file>` has the worker write a processor profile when it ends. */
function profiling(): Record<string, string> {
  const at = process.argv.indexOf('--profile')
  if (at === -1) return {}
  return {
    NODE_OPTIONS: `--require ${join(__dirname, 'profile.preload.js')}`,
    BENCH_PROFILE: resolve(process.argv[at + 1])
  }
}

async function warmUp(feeder: Feeder): Promise<void> {
  const deadline = performance.now() + WARM_UP_LIMIT_MS
  while (feeder.ended('job_completed') < WARM_UP_JOBS) {
    if (performance.now() > deadline) {
      throw new Error(`${feeder.ended('job_completed')} jobs completed in the warm-up, not ${WARM_UP_JOBS}`)
    }
    await delay(PROBE_EVERY_MS)
  }
}

interface Watched {
  readonly worker: WorkerProcess
  readonly feeder: Feeder
}

async function phaseOf(name: string, forMs: number, { worker, feeder }: Watched): Promise<Phase> {
  const before = feeder.ended('job_completed')
  const address = `http://127.0.0.1:${worker.port}/health`
  const probing = probe({ url: address, everyMs: PROBE_EVERY_MS, forMs })
  const eventLoopP99Ms = await worstEventLoopP99(`${address}/detail`, forMs)
  const jobs = feeder.ended('job_completed') - before
  const rssMiB = worker.rssMiB()
  return { name, probes: await probing, jobsPerSecond: (jobs / forMs) * 1000, eventLoopP99Ms, rssMiB }
}

async function worstEventLoopP99(url: string, forMs: number): Promise<number> {
  const end = performance.now() + forMs
  let worst = 0
  while (performance.now() < end) {
    await delay(READ_EVERY_MS)
    const { metrics }: { metrics: { name: string; value: number }[] } = JSON.parse(
      await (await fetch(url)).text()
    )
    worst = Math.max(worst, metrics.find(({ name }) => name === 'EventLoopLagP99')?.value ?? 0)
  }
  return worst
}

async function main(): Promise<void> {
  const environment = await startLocalEnvironment({ onProgress: (sentence) => console.error(sentence) })
  try {
    await measure(environment)
  } finally {
    await environment.stop()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
