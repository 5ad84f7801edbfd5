import { until } from '../../flow/until'
import type { CaseRun, FaultCase } from '../fault-case'
import { OUTER_KILL_POINTS, type KillPoint } from '../kill-points'

const JOBS_OF_A_KILL = 6
/** One kill, the restart, and the jobs that are done meanwhile. */
const LIMIT_OF_A_KILL_MS = 30_000
const MOST_KILLS = 50

/** Workers are killed at one point, again and again, while jobs go on. */
export function killCase(point: KillPoint): FaultCase {
  const { number, name } = point
  return {
    id: `F01-${String(number).padStart(2, '0')}`,
    title: `kill -9: ${name}`,
    isSelected: true,
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

export const KILL_CASES: readonly FaultCase[] = OUTER_KILL_POINTS.map(killCase)
