import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { startLocalEnvironment, type LocalEnvironment } from '../../libs/local-env/src'
import { SAMPLES } from '../../src/cli/project-root'
import { readSampleDevelopments } from '../../src/cli/sample-developments'
import { latencyOf, spreadOf } from '../jobs/spread'
import { LiveLoad } from '../live-load'
import { loadSampleLayers } from '../sample-layers'
import { Backlog } from './backlog'

const PAIRS = 5
const LIMIT = 2
/** More than a worker does meanwhile: the second queue must not become empty during a measurement. */
const BACKLOG_PER_SECOND = 150
const ALONE = 1_000

interface Pair {
  readonly idleP95Ms: number
  readonly bulkP95Ms: number
  /** Of the second queue, beside the live jobs. */
  readonly bulkPerSecond: number
}

interface Measured {
  readonly pairs: readonly Pair[]
  /** Of the second queue while there is no live job. */
  readonly alonePerSecond: number
}

interface Pace {
  readonly goodJobs: number
  readonly jobsPerSecond: number
}

async function measure(environment: LocalEnvironment, pace: Pace, bulkSlots: string): Promise<Measured> {
  await loadSampleLayers(environment.database.url)
  const [{ details }] = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  const live = await environment.queues.createQueue('bench-live')
  const bulk = await environment.queues.createQueue('bench-bulk')
  const worker = await environment.startWorker({
    AWS_SQS_QUEUE_URL: live.url,
    SQS_BULK_QUEUE_URL: bulk.url,
    SQS_BULK_SLOTS: bulkSlots,
    LOG_FORMAT: 'ecs'
  })
  await worker.ready()
  const load = new LiveLoad(environment, live, worker, details)
  const backlog = new Backlog(environment, bulk, details)
  try {
    await load.run(pace)
    const alonePerSecond = await alone(backlog)
    const pairs: Pair[] = []
    for (let pair = 0; pair < PAIRS; pair++) pairs.push(await onePair(load, backlog, pace))
    return { pairs, alonePerSecond }
  } finally {
    backlog.stop()
    load.stop()
  }
}

async function alone(backlog: Backlog): Promise<number> {
  await backlog.add(ALONE)
  const startedAt = performance.now()
  const before = await backlog.size()
  await backlog.end()
  return perSecond(before, performance.now() - startedAt)
}

async function onePair(load: LiveLoad, backlog: Backlog, pace: Pace): Promise<Pair> {
  const idleP95Ms = latencyOf(await load.run(pace)).p95
  await backlog.add(BACKLOG_PER_SECOND * (pace.goodJobs / pace.jobsPerSecond))
  const [before, startedAt] = [await backlog.size(), performance.now()]
  const bulkP95Ms = latencyOf(await load.run(pace)).p95
  const left = await backlog.size()
  const bulkPerSecond = perSecond(before - left, performance.now() - startedAt)
  if (left === 0) throw new Error('The second queue became empty during the measurement')
  await backlog.end()
  return { idleP95Ms, bulkP95Ms, bulkPerSecond }
}

const perSecond = (jobs: number, ms: number): number => (jobs * 1000) / ms

function report({ pairs, alonePerSecond }: Measured, description: string): boolean {
  const table = new Table({
    head: ['pair', 'live p95 ms, idle', 'with a full second queue', 'ratio', 'bulk jobs/s beside'],
    style: { head: [], border: [] }
  })
  const ratios = pairs.map(({ idleP95Ms, bulkP95Ms }) => bulkP95Ms / idleP95Ms)
  pairs.forEach(({ idleP95Ms, bulkP95Ms, bulkPerSecond }, index) =>
    table.push([index + 1, idleP95Ms, bulkP95Ms, ratios[index].toFixed(2), bulkPerSecond.toFixed(0)])
  )
  const { median } = spreadOf(ratios)
  console.log(table.toString())
  console.log(description)
  console.log(`     second queue without live jobs: ${alonePerSecond.toFixed(0)} jobs a second`)
  console.log(
    `${median <= LIMIT ? 'ok  ' : 'FAIL'} median of the ratios: ${median.toFixed(2)} (limit ${LIMIT})`
  )
  return median <= LIMIT
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '150' },
      rate: { type: 'string', default: '10' },
      'bulk-slots': { type: 'string', default: '1' }
    }
  })
  const pace = { goodJobs: Number(values.jobs), jobsPerSecond: Number(values.rate) }
  const environment = await startLocalEnvironment({ onProgress: (sentence) => console.error(sentence) })
  try {
    const measured = await measure(environment, pace, values['bulk-slots'])
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
    const load = `${pace.goodJobs} live jobs a run at ${pace.jobsPerSecond} a second, ${values['bulk-slots']} bulk slots`
    process.exitCode = report(measured, `${load}; ${environment.database.description}; ${machine}`) ? 0 : 1
  } finally {
    await environment.stop()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
