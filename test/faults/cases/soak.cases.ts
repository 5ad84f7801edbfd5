import { setTimeout as sleep } from 'node:timers/promises'
import { callsOf } from '../bench/waiting'
import type { CaseRun, FaultCase } from '../fault-case'

const MINUTE_MS = 60_000
/** Short enough to be part of every complete run. */
const DEFAULT_MINUTES = 1
const JOBS_A_TURN = 5
const TURN_MS = 1000
const KILL_EVERY_MS = [5000, 20_000] as const
/** What a worker may have grown by in the second half of the time. */
const MOST_GROWTH_MIB = 60

/** Shares of the calls to SQS that go wrong. */
const CHAOS = {
  delay: 0.05,
  drop: 0.01,
  error: 0.02,
  truncate: 0.005,
  'lost-answer': 0.02,
  'stale-success': 0.02,
  'fail-entries': 0.05,
  'wrong-md5': 0.01,
  duplicate: 0.05,
  reorder: 0.2
}

export const SOAK_CASES: readonly FaultCase[] = [
  {
    id: 'F32',
    title: 'chaos: every call to SQS may fail, workers are killed at random',
    limitMs: 24 * 60 * MINUTE_MS,
    run: soak
  }
]

async function soak({ open, note, soakMinutes }: CaseRun): Promise<void> {
  const bench = await open({ workers: 3, maxReceiveCount: 1000 })
  await Promise.all(bench.places.map((place) => place.keep()))
  const calls = callsOf(bench, 'ReceiveMessage')
  const begin = performance.now()
  const lengthMs = (soakMinutes || DEFAULT_MINUTES) * MINUTE_MS
  const elapsed = () => performance.now() - begin
  bench.sqs.beginChaos(CHAOS, bench.random)
  const mortal = bench.places.slice(1)
  let nextKill = bench.random.between(...KILL_EVERY_MS)
  let halfwayMiB: number | undefined
  let [jobs, kills] = [0, 0]
  while (elapsed() < lengthMs) {
    await bench.submitMany(JOBS_A_TURN)
    jobs += JOBS_A_TURN
    if (elapsed() > nextKill) {
      bench.random.pick(mortal).kill('chaos')
      kills += 1
      nextKill = elapsed() + bench.random.between(...KILL_EVERY_MS)
    }
    if (elapsed() > lengthMs / 2) halfwayMiB ??= bench.place.worker?.rssMiB()
    await sleep(TURN_MS)
  }
  bench.sqs.calm()
  await bench.quiet()
  expect(calls.length).toBeGreaterThan(lengthMs / TURN_MS)
  const endMiB = bench.place.worker!.rssMiB()
  note(
    `${jobs} jobs, ${kills} kills; memory ${halfwayMiB?.toFixed(0)} MiB halfway, ${endMiB.toFixed(0)} MiB at the end`
  )
  expect(endMiB - halfwayMiB!).toBeLessThan(MOST_GROWTH_MIB)
}
