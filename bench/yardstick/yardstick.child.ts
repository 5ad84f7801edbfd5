import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { projectFolder } from '../../libs/local-env/src'
import { readBoundary } from '../../libs/geometry/src'
import { peakMiB } from '../jobs/processor-time'
import type { BenchSite } from '../jobs/sites'
import type { YardstickRun, YardstickTask } from './yardstick'

const QUESTIONS = ['validity', 'majority-wwtw', 'majority-lpa', 'majority-subcatchment', 'land-use']
const MOST_VERTICES = 100_000
/** As the service's own: one connection is left for others. */
const AT_ONCE = 3
const CONNECTIONS = 4

/** Asks every question by itself, on whole polygons, one statement each. */
async function run({ databaseUrl, sites, jobs }: YardstickTask): Promise<YardstickRun> {
  const options = '-c jit=off -c max_parallel_workers_per_gather=0'
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS, options })
  try {
    const startMs = await firstAnswerMs(pool)
    const boundaries = sites.map(ewkbOf)
    await askAll(pool, boundaries)
    const cpu = process.cpuUsage()
    const startedAt = performance.now()
    const latenciesMs = await askAll(
      pool,
      Array.from({ length: jobs }, (_, i) => boundaries[i % boundaries.length])
    )
    const elapsedMs = performance.now() - startedAt
    const { user, system } = process.cpuUsage(cpu)
    return {
      elapsedMs,
      latenciesMs,
      nodeCpuMs: (user + system) / 1000,
      statements: jobs * QUESTIONS.length,
      startMs,
      peakRssMiB: peakMiB(process.pid)
    }
  } finally {
    await pool.end()
  }
}

async function firstAnswerMs(pool: Pool): Promise<number> {
  await pool.query('SELECT 1')
  return process.uptime() * 1000
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

process.once('message', (task: YardstickTask) => {
  run(task).then(
    (result) => process.send?.({ result }, () => process.exit(0)),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1))
  )
})
