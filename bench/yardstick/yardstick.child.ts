import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { projectFolder } from '../../libs/local-env/src'
import { readBoundary } from '../../libs/geometry/src'
import { peakMiB } from '../jobs/processor-time'
import type { BenchSite } from '../jobs/sites'
import type { YardstickNews, YardstickOrder, YardstickRun } from './yardstick'

const QUESTIONS = ['validity', 'majority-wwtw', 'majority-lpa', 'majority-subcatchment', 'land-use']
const MOST_VERTICES = 100_000
/** As the service's own: one connection is left for others. */
const AT_ONCE = 3
const CONNECTIONS = 4
const WARM_UP_EVERY = 5

/** Asks every question by itself, on whole polygons, one statement each. */
async function run(): Promise<void> {
  const order = await heard()
  if (order.kind !== 'warm-up') throw new Error(`No task before "${order.kind}"`)
  const { task } = order
  const options = '-c jit=off -c max_parallel_workers_per_gather=0'
  const { databaseUrl: connectionString } = task
  const pool = new Pool({ connectionString, max: CONNECTIONS, options, application_name: 'nrf-yardstick' })
  try {
    await pool.query('SELECT 1')
    const startMs = process.uptime() * 1000
    const boundaries = task.sites.map(ewkbOf)
    await askAll(
      pool,
      boundaries.filter((_, index) => index % WARM_UP_EVERY === 0)
    )
    tell({ startMs })
    await heard()
    tell({ result: await timed(pool, boundaries) })
    // The connections stay until the parent has read what they cost.
    await heard()
  } finally {
    await pool.end()
  }
}

async function timed(pool: Pool, boundaries: readonly Buffer[]): Promise<YardstickRun> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const latenciesMs = await askAll(pool, boundaries)
  const elapsedMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  const statements = boundaries.length * QUESTIONS.length
  const peakRssMiB = peakMiB(process.pid)
  return { elapsedMs, latenciesMs, nodeCpuMs: (user + system) / 1000, statements, peakRssMiB }
}

function ewkbOf({ geometry }: BenchSite): Buffer {
  const reading = readBoundary(geometry, { srid: 27700, maxVertices: MOST_VERTICES })
  if (!reading.ok) throw new Error(reading.problem.message)
  return Buffer.from(reading.ewkb)
}

async function askAll(pool: Pool, boundaries: readonly Buffer[]): Promise<number[]> {
  const statements = QUESTIONS.map((name) => ({
    name,
    text: readFileSync(join(projectFolder(), 'bench', 'yardstick', `${name}.sql`), 'utf8')
  }))
  const latenciesMs: number[] = []
  let next = 0
  const askOn = async (): Promise<void> => {
    while (next < boundaries.length) {
      const site = boundaries[next++]
      const startedAt = performance.now()
      for (const statement of statements) await pool.query({ ...statement, values: [site] })
      latenciesMs.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askOn))
  return latenciesMs
}

async function heard(): Promise<YardstickOrder> {
  const [order]: YardstickOrder[] = await once(process, 'message')
  return order
}

function tell(news: YardstickNews): void {
  process.send?.(news)
}

process.once('disconnect', () => process.exit(1))
run().then(
  () => process.exit(0),
  (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1))
)
