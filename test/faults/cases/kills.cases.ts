import { until } from '../../flow/until'
import type { CaseRun, FaultCase } from '../fault-case'
import { DEFAULT_TIMES } from '../bench/fault-bench'
import { SessionWatch } from '../bench/session-watch'
import { seenOf } from '../bench/waiting'
import { OUTER_KILL_POINTS, type KillPoint } from '../kill-points'
import { LEDGER_KILL_POINTS } from '../ledger-kill-points'

const KILL_POINTS = [...OUTER_KILL_POINTS, ...LEDGER_KILL_POINTS].sort(
  (one, other) => one.number - other.number
)
const POOL = 4
const LEAST_JOBS_OF_A_KILL = 4
const JOBS_OF_A_KILL = 6
/** One kill, the restart, and the jobs that are done meanwhile. */
const LIMIT_OF_A_KILL_MS = 30_000
const MOST_KILLS = 50
const TAKEN_OVER_WITHIN_MS = 65_000

/** Workers are killed at one point, again and again, while jobs go on. */
function killCase(point: KillPoint): FaultCase {
  const { number, name } = point
  return {
    id: `F01-${String(number).padStart(2, '0')}`,
    title: `kill -9: ${name}`,
    limitMs: MOST_KILLS * LIMIT_OF_A_KILL_MS,
    run: (run) => killAgainAndAgain(point, run)
  }
}

async function killAgainAndAgain(point: KillPoint, { open, kills }: CaseRun): Promise<void> {
  const bench = await open({ workers: 2 })
  await Promise.all(bench.places.map((place) => place.keep()))
  for (let kill = 0; kill < kills; kill += 1) {
    const skips = Math.floor(bench.random.between(0, JOBS_OF_A_KILL / 2))
    const isKilled = point.arm(bench, skips)
    await bench.submitMany(JOBS_OF_A_KILL)
    await until(() => Promise.resolve(isKilled()), Boolean)
  }
}

/** Workers are killed at all points in turn, while jobs go on; meanwhile the sessions of the database are counted. */
async function killEverywhere({ open, note, kills, jobs }: CaseRun): Promise<void> {
  const bench = await open({
    workers: 2,
    maxReceiveCount: 1000,
    settings: { JOB_MAX_ATTEMPTS: '100', DB_MAX_CONNECTIONS: String(POOL) }
  })
  await Promise.all(bench.places.map((place) => place.keep()))
  const sessions = await SessionWatch.begin(bench.service.database.url)
  const jobsOfOne = Math.max(LEAST_JOBS_OF_A_KILL, Math.ceil(jobs / kills))
  for (let kill = 0; kill < kills; kill += 1) {
    const skips = Math.floor(bench.random.between(0, jobsOfOne - 1))
    const isKilled = KILL_POINTS[kill % KILL_POINTS.length].arm(bench, skips)
    await bench.submitMany(jobsOfOne)
    await until(() => Promise.resolve(isKilled()), Boolean)
  }
  await bench.quiet(kills * LIMIT_OF_A_KILL_MS)
  await sessions.stop()
  expect(sessions.most).toBeLessThanOrEqual(POOL)
  note(
    `${kills} kills, ${kills * jobsOfOne} jobs, at most ${sessions.most} sessions in ${sessions.looks} looks`
  )
}

/** A worker dies with a job, everything as in production; another one stands by. */
async function takeOver({ open, note }: CaseRun): Promise<void> {
  const bench = await open({ workers: 2, settings: DEFAULT_TIMES })
  const [first, second] = bench.places
  await first.start()
  const { reference } = await bench.submit({ hang: true })
  await seenOf(bench, 'details', reference)
  await second.start()
  first.kill('with a job')
  const killedAt = performance.now()
  await until(
    () => Promise.resolve(bench.backend.received.filter((request) => request.reference === reference)),
    ({ length }) => length > 1,
    2 * TAKEN_OVER_WITHIN_MS
  )
  const tookMs = performance.now() - killedAt
  expect(tookMs).toBeLessThan(TAKEN_OVER_WITHIN_MS)
  note(`taken over after ${(tookMs / 1000).toFixed(1)} s`)
}

export const KILL_CASES: readonly FaultCase[] = [
  ...KILL_POINTS.map(killCase),
  {
    id: 'F01-default',
    title: 'kill -9 at default settings (visibility 60 s, lease 45 s): another worker takes over within 65 s',
    limitMs: 240_000,
    run: takeOver
  },
  {
    id: 'F01-all',
    title: 'kill -9 at all eleven points in turn, again and again',
    isSelected: true,
    limitMs: 90 * LIMIT_OF_A_KILL_MS,
    run: killEverywhere
  }
]
