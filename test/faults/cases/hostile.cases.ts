import { join } from 'node:path'
import { logged } from '../../flow/assessment-service'
import type { FaultBench } from '../bench/fault-bench'
import { VISIBILITY_SECONDS } from '../bench/fault-bench'
import { receiptsOf, seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'
import { oversizedBodies, poisonBodies, SMALL_LIMIT_BYTES } from '../hostile/poison-bodies'

const FEW_RECEIVES = 3
const MOST_MEMORY_MIB = 500
const HOUR_MS = 3_600_000
const HARD_TIMEOUT_SECONDS = 3
const HOSTILE_WORKER = join(__dirname, '../hostile/hostile-worker.cjs')
const SKEWED_CLOCK = join(__dirname, '../hostile/skewed-clock.cjs')

export const HOSTILE_CASES: readonly FaultCase[] = [
  {
    id: 'F24',
    title: 'bodies that nobody can read: dead letters, and everything else goes on',
    isSelected: true,
    events: ['message_validation_failed', 'message_quarantined'],
    async run({ open, jobs }) {
      const settings = { SQS_MAX_BODY_BYTES: String(SMALL_LIMIT_BYTES) }
      const bench = await open({ settings, maxReceiveCount: FEW_RECEIVES })
      const worker = await bench.place.start()
      await bench.submitMany(Math.ceil(jobs / 4))
      const known = bench.know()
      for (const { body, reference } of [...poisonBodies(known), ...oversizedBodies(SMALL_LIMIT_BYTES)]) {
        await bench.send(body, { reference, end: reference === undefined ? 'unreadable' : 'failed' })
      }
      await bench.submitMany(Math.ceil(jobs / 4))
      await bench.quiet()
      expect(worker.rssMiB()).toBeLessThan(MOST_MEMORY_MIB)
      expect(bench.history.events.some((event) => event.kind === 'asked' && event.reference === known)).toBe(
        false
      )
    }
  },
  skewedClock('F25a', HOUR_MS),
  skewedClock('F25b', -HOUR_MS),
  {
    id: 'F26a',
    title: 'a job takes ten times the visibility of its message',
    async run({ open }) {
      const bench = await open({ settings: { BACKEND_GET_TIMEOUT_SECONDS: '60' } })
      await bench.place.start()
      const { reference, messageId } = await bench.submit({ delayMs: 10 * VISIBILITY_SECONDS * 1000 })
      await seenOf(bench, 'details', reference)
      await bench.quiet()
      expect(receiptsOf(bench, messageId)).toBe(1)
    }
  },
  {
    id: 'F26b',
    title: 'a job never ends: it is aborted at the hard time-out and reported at last',
    isSelected: true,
    events: ['job_retry_scheduled', 'job_dead'],
    async run({ open }) {
      const bench = await open({
        settings: { JOB_HARD_TIMEOUT_SECONDS: String(HARD_TIMEOUT_SECONDS) },
        maxReceiveCount: FEW_RECEIVES
      })
      await bench.place.start()
      const reference = bench.know()
      bench.backend.failNext({ route: 'details', reference, hang: true, times: FEW_RECEIVES })
      await bench.send({ reference }, { reference, end: 'failed' })
      await bench.submitMany(2)
      await bench.quiet()
      expect(bench.backend.resultOf(reference)).toMatchObject({ error: { code: 'job_timed_out' } })
    }
  },
  {
    id: 'F27a',
    title: 'an assessment throws what is no error',
    events: ['job_dead'],
    async run({ open }) {
      const bench = await open({
        file: HOSTILE_WORKER,
        maxReceiveCount: FEW_RECEIVES
      })
      await bench.place.start()
      await submitDeed(bench, 'throw')
      await bench.submitMany(4)
    }
  }
]

/** The job asks for an assessment that does harm. */
async function submitDeed(bench: FaultBench, deed: string): Promise<void> {
  const reference = bench.know()
  await bench.send({ reference, assessmentTypes: [`hostile-${deed}`] }, { reference, end: 'failed' })
}

function skewedClock(id: string, skewMs: number): FaultCase {
  return {
    id,
    title: `the clock of the worker is wrong by ${skewMs / HOUR_MS} h: Notify refuses, nothing else does`,
    async run({ open }) {
      const settings = { NODE_OPTIONS: `--require ${SKEWED_CLOCK}`, CLOCK_SKEW_MS: String(skewMs) }
      const bench = await open({ settings })
      const worker = await bench.place.start()
      const { reference } = await bench.submit({ isWithoutMail: true })
      await logged(worker, 'job_completed', { reference })
      const lines = worker.logs.map(
        ({ message, ...fields }) => `${String(message)} ${JSON.stringify(fields)}`
      )
      expect(lines.filter((line) => /system clock/.test(line))).not.toEqual([])
    }
  }
}
