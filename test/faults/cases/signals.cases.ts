import { setTimeout as sleep } from 'node:timers/promises'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import type { FaultBench } from '../bench/fault-bench'
import { seenOf } from '../bench/waiting'
import type { CaseRun, FaultCase } from '../fault-case'

/** Five seconds are kept for what follows the jobs, and five for interrupting them: these have no time at all. */
const SHORT_STOP_SECONDS = 10
const SHORT_STOP = { WORKER_GRACEFUL_SHUTDOWN_TIMEOUT: String(SHORT_STOP_SECONDS) }
const STOPPED = { code: 0, signal: null }
/** In which a message has to be visible again after its worker has ended. */
const VISIBLE_AGAIN_MS = 2000
/** Below it the service warns of the queue. */
const ENOUGH_RECEIVES = 10
const STOPS = 100
const JOBS_OF_A_STOP = 5
const LATEST_STOP_MS = 600
const LONGEST_STOP_MS = 25_000
const LIMIT_OF_A_STOP_MS = 20_000

export const SIGNAL_CASES: readonly FaultCase[] = [
  {
    id: 'F02',
    title: 'SIGTERM while a job runs that fits the deadline',
    isSelected: true,
    events: ['worker_draining', 'worker_shutdown'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const { reference } = await bench.submit({ delayMs: 1500 })
      await seenOf(bench, 'details', reference)
      const stopping = worker.stop()
      await logged(worker, 'worker_draining')
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      expect(await stopping).toMatchObject(STOPPED)
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      expect(await logged(worker, 'worker_shutdown')).toMatchObject({
        message: expect.stringContaining('1 processed')
      })
    }
  },
  {
    id: 'F03',
    title: 'SIGTERM while a job runs that does not fit the deadline',
    isSelected: true,
    events: ['job_interrupted', 'message_released'],
    async run({ open }) {
      const bench = await open({ workers: 2 })
      const [first, second] = bench.places
      const worker = await first.start(SHORT_STOP)
      const { reference } = await bench.submit({ hang: true })
      await seenOf(bench, 'details', reference)
      const ending = await worker.stop()
      expect(ending).toMatchObject(STOPPED)
      expect(ending.afterMs).toBeLessThan(SHORT_STOP_SECONDS * 1000)
      expect(await bench.service.queueCounts()).toEqual({ waiting: 1, inFlight: 0 })
      await second.start()
    }
  },
  {
    id: 'F04a',
    title: 'a second SIGTERM ends the worker at once',
    isSelected: true,
    events: ['worker_forced_exit'],
    async run({ open }) {
      const bench = await open({ workers: 2 })
      const [first, second] = bench.places
      const worker = await first.start()
      const { reference } = await bench.submit({ hang: true })
      await seenOf(bench, 'details', reference)
      process.kill(worker.pid!, 'SIGTERM')
      await sleep(1000)
      const begin = performance.now()
      process.kill(worker.pid!, 'SIGTERM')
      expect(await worker.ended).toEqual({ code: 1, signal: null })
      expect(performance.now() - begin).toBeLessThan(1000)
      await second.start()
    }
  },
  {
    id: 'F04b',
    title: 'SIGINT stops as SIGTERM does',
    events: ['worker_draining', 'worker_shutdown'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const { reference } = await bench.submit({ delayMs: 500 })
      await seenOf(bench, 'details', reference)
      expect(await worker.stop('SIGINT')).toMatchObject(STOPPED)
    }
  },
  {
    id: 'F05',
    title: 'a message that arrives while the worker stops is not handled and visible at once',
    isSelected: true,
    async run({ open }) {
      const bench = await open({ workers: 2, settings: { SQS_WAIT_TIME_SECONDS: '5' } })
      const [first, second] = bench.places
      const worker = await first.start()
      const stopping = worker.stop()
      await logged(worker, 'worker_draining')
      await sleep(400)
      const { reference } = await bench.submit()
      expect(await stopping).toMatchObject(STOPPED)
      await sleep(VISIBLE_AGAIN_MS)
      expect(await bench.service.queueCounts()).toEqual({ waiting: 1, inFlight: 0 })
      expect(bench.backend.received).toEqual([])
      await second.start()
      await seenOf(bench, 'details', reference)
    }
  },
  rollingDeploys('F06a', { fewDeploys: 12, maxReceiveCount: 10 }),
  rollingDeploys('F06b', { fewDeploys: 4, maxReceiveCount: 3 }),
  {
    id: 'F04c',
    title: `${STOPS} times SIGTERM at a random moment`,
    limitMs: STOPS * LIMIT_OF_A_STOP_MS,
    run: stopAgainAndAgain
  }
]

/** Deploys, more than the message may be received: the ledger keeps the job, the sweeper sees it through. */
function rollingDeploys(
  id: string,
  { fewDeploys, maxReceiveCount }: { readonly fewDeploys: number; readonly maxReceiveCount: number }
): FaultCase {
  return {
    id,
    title: `${fewDeploys} rolling deploys (50 with --all) during one job that may be received ${maxReceiveCount} times`,
    limitMs: 900_000,
    events: [
      'job_interrupted',
      'message_duplicate',
      ...(maxReceiveCount < ENOUGH_RECEIVES ? ['queue_misconfigured'] : [])
    ],
    async run({ open, note, deploys = fewDeploys }) {
      const bench = await open({ workers: 2, maxReceiveCount, settings: { JOB_MAX_ATTEMPTS: '10' } })
      const reference = bench.know()
      // Longer than any worker lives here: the job cannot end before the deploys do.
      bench.backend.failNext({ route: 'details', reference, delayMs: 30_000, times: deploys })
      await bench.send({ reference }, { reference, isDeadLetter: true })
      const asked = () => bench.backend.received.filter((request) => request.reference === reference).length
      for (let deploy = 0; deploy < deploys; deploy += 1) {
        const place = bench.places[deploy % bench.places.length]
        const worker = await place.start(SHORT_STOP)
        await until(
          () => Promise.resolve(asked()),
          (count) => count > deploy
        )
        expect(await worker.stop()).toMatchObject(STOPPED)
      }
      await bench.place.start()
      await bench.quiet()
      const calls = asked()
      await bench.send({ reference }, { reference })
      await bench.quiet()
      expect(asked()).toBe(calls)
      note(`${deploys} deploys, tried ${calls} times`)
    }
  }
}

async function stopAgainAndAgain({ open, note, tell }: CaseRun): Promise<void> {
  const bench = await open({ maxReceiveCount: 1000, settings: { JOB_MAX_ATTEMPTS: '100' } })
  const stops: Stop[] = []
  for (let number = 1; number <= STOPS; number += 1) {
    const stop = await stopAtRandom(bench)
    tell(`stop ${number}, ${stop.atMs.toFixed(0)} ms after the first message: ${sentenceOf(stop)}`)
    expect(stop.exitMs).toBeLessThan(LONGEST_STOP_MS)
    expect(stop.visibleAgainMs).toBeLessThan(VISIBLE_AGAIN_MS)
    stops.push(stop)
  }
  note(`exit in s: ${spreadOf(stops.map(({ exitMs }) => exitMs / 1000))}`)
  note(`visible again in s: ${spreadOf(stops.map(({ visibleAgainMs }) => visibleAgainMs / 1000))}`)
  await bench.place.start()
}

interface Stop {
  /** When the signal came, from the first message on. */
  readonly atMs: number
  readonly exitMs: number
  /** From the exit until nothing is in flight any longer. */
  readonly visibleAgainMs: number
  readonly waiting: number
}

async function stopAtRandom(bench: FaultBench): Promise<Stop> {
  const worker = await bench.place.start()
  const begin = performance.now()
  await bench.submitMany(JOBS_OF_A_STOP)
  await sleep(bench.random.between(0, LATEST_STOP_MS))
  const atMs = performance.now() - begin
  const { code, signal, afterMs: exitMs } = await worker.stop()
  const exitedAt = performance.now()
  expect({ code, signal }).toEqual(STOPPED)
  const { waiting } = await until(
    () => bench.service.queueCounts(),
    ({ inFlight }) => inFlight === 0
  )
  return { atMs, exitMs, visibleAgainMs: performance.now() - exitedAt, waiting }
}

function sentenceOf({ exitMs, visibleAgainMs, waiting }: Stop): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2)
  return `exit after ${seconds(exitMs)} s, ${waiting} messages wait and none is in flight after ${seconds(visibleAgainMs)} s`
}

/** Median, 95th of a hundred, and most. */
function spreadOf(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): string => sorted[Math.ceil(share * sorted.length) - 1].toFixed(2)
  return `median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`
}
