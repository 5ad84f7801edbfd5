import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { startLocalEnvironment, type LocalEnvironment } from '../../libs/local-env/src'
import { SAMPLES } from '../../src/cli/project-root'
import { readSampleDevelopments } from '../../src/cli/sample-developments'
import { LiveLoad } from '../live-load'
import { loadSampleLayers } from '../sample-layers'

const PAIRS = 5
const GOOD_PER_BAD = 10
const LIMIT = 1.3
/** Several receives of a bad message belong to it, but not as many as in production. */
const MAX_RECEIVE_COUNT = 3

interface Pair {
  readonly cleanP95Ms: number
  readonly mixedP95Ms: number
}

async function measure(
  environment: LocalEnvironment,
  goodJobs: number,
  jobsPerSecond: number
): Promise<Pair[]> {
  await loadSampleLayers(environment.database.url)
  const [{ details }] = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  const queue = await environment.queues.createQueue('bench', { maxReceiveCount: MAX_RECEIVE_COUNT })
  const worker = await environment.startWorker({ AWS_SQS_QUEUE_URL: queue.url, LOG_FORMAT: 'ecs' })
  await worker.ready()
  const load = new LiveLoad(environment, queue, worker, details)
  const clean = async (): Promise<number> => p95(await load.run({ goodJobs, jobsPerSecond }))
  const mixed = async (): Promise<number> =>
    p95(await load.run({ goodJobs, jobsPerSecond, goodPerBad: GOOD_PER_BAD }))
  try {
    await mixed()
    const pairs: Pair[] = []
    for (let pair = 0; pair < PAIRS; pair++) pairs.push(await inTurn(pair % 2 === 0, clean, mixed))
    return pairs
  } finally {
    load.stop()
  }
}

/** Every other pair begins with the mixed run: what a run leaves behind meets both kinds. */
async function inTurn(
  isCleanFirst: boolean,
  clean: () => Promise<number>,
  mixed: () => Promise<number>
): Promise<Pair> {
  if (isCleanFirst) {
    const cleanP95Ms = await clean()
    return { cleanP95Ms, mixedP95Ms: await mixed() }
  }
  const mixedP95Ms = await mixed()
  return { cleanP95Ms: await clean(), mixedP95Ms }
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(0.95 * sorted.length) - 1]
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function report(pairs: readonly Pair[], description: string): boolean {
  const table = new Table({
    head: ['pair', 'clean p95 ms', 'with bad ones p95 ms', 'ratio'],
    style: { head: [], border: [] }
  })
  const ratios = pairs.map(({ cleanP95Ms, mixedP95Ms }) => mixedP95Ms / cleanP95Ms)
  pairs.forEach(({ cleanP95Ms, mixedP95Ms }, i) =>
    table.push([i + 1, cleanP95Ms, mixedP95Ms, ratios[i].toFixed(2)])
  )
  const ratio = median(ratios)
  console.log(table.toString())
  console.log(description)
  console.log(
    `${ratio <= LIMIT ? 'ok  ' : 'FAIL'} median of the ratios: ${ratio.toFixed(2)} (limit ${LIMIT})`
  )
  return ratio <= LIMIT
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { jobs: { type: 'string', default: '200' }, rate: { type: 'string', default: '20' } }
  })
  const [goodJobs, jobsPerSecond] = [Number(values.jobs), Number(values.rate)]
  const environment = await startLocalEnvironment({ onProgress: (sentence) => console.error(sentence) })
  try {
    const pairs = await measure(environment, goodJobs, jobsPerSecond)
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
    const load = `${goodJobs} good jobs a run at ${jobsPerSecond} a second, one bad message with every ${GOOD_PER_BAD}`
    process.exitCode = report(pairs, `${load}; ${environment.database.description}; ${machine}`) ? 0 : 1
  } finally {
    await environment.stop()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
