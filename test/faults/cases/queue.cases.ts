import { setTimeout as sleep } from 'node:timers/promises'
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs'
import type { SqsFault } from '@nrf/local-env'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import { VISIBILITY_SECONDS, type FaultBench, type Job } from '../bench/fault-bench'
import { callsOf, receiptsOf, seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

const RECEIVE = 'ReceiveMessage'
const RATE_WINDOW_MS = 10_000
const MOST_CALLS_IN_WINDOW = 5
const RECOVERY_MS = 30_000
/** The wait time of a receive is 1 s here; its watchdog needs 10 s more. */
const HANG_IS_CUT_MS = 20_000
const MISSING_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue'

export const QUEUE_CASES: readonly FaultCase[] = [
  {
    id: 'F09a',
    title: 'a message comes again while its job runs in the same process',
    isSelected: true,
    events: ['message_duplicate'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      bench.sqs.add({ action: 'ReceiveMessage', fault: { kind: 'duplicate' } })
      const { reference, messageId } = await bench.submit({ delayMs: 2500 })
      await logged(worker, 'message_duplicate')
      await bench.quiet()
      expect(receiptsOf(bench, messageId)).toBe(2)
      expect(bench.backend.received.filter((request) => request.reference === reference)).toHaveLength(2)
    }
  },
  {
    id: 'F12a',
    title: 'delete answers 500, loses its answer, or succeeds without effect',
    isSelected: true,
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      const faults: readonly SqsFault[] = [
        { kind: 'error', code: 'InternalFailure' },
        { kind: 'lost-answer' },
        { kind: 'stale-success' }
      ]
      const jobs: Job[] = []
      for (const fault of faults) {
        // One after the other: deletes in one batch would meet each other's faults.
        jobs.push(await withFaultyDelete(bench, fault))
        await bench.quiet()
      }
      expect(jobs.map(({ messageId }) => receiptsOf(bench, messageId))).toEqual([1, 1, 2])
    }
  },
  {
    id: 'F12b',
    title: 'delete hangs until it is given up',
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      await withFaultyDelete(bench, { kind: 'hang' })
    }
  },
  {
    id: 'F13',
    title: 'one entry of a batch fails: only that one is repeated',
    isSelected: true,
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      const delayMs = 2 * VISIBILITY_SECONDS * 1000
      const jobs = [await bench.submit({ delayMs }), await bench.submit({ delayMs })]
      const [{ messageId }] = jobs
      const fault = { kind: 'fail-entries', code: 'InternalError', messageId } as const
      bench.sqs.add({ action: 'ChangeMessageVisibility', messageId, fault })
      bench.sqs.add({ action: 'DeleteMessageBatch', messageId, fault })
      await bench.quiet()
      expect(jobs.map((job) => receiptsOf(bench, job.messageId))).toEqual([1, 1])
    }
  },
  {
    id: 'F14a',
    title: 'receive is throttled: few calls, and the worker recovers',
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      bench.sqs.add({
        action: RECEIVE,
        times: Number.POSITIVE_INFINITY,
        fault: { kind: 'error', code: 'ThrottlingException' }
      })
      const calls = callsOf(bench, RECEIVE)
      const { reference } = await bench.submit()
      await until(
        () => Promise.resolve(calls.length),
        (count) => count > 0
      )
      await sleep(RATE_WINDOW_MS)
      expect(calls.length).toBeGreaterThan(1)
      expect(calls.length).toBeLessThanOrEqual(MOST_CALLS_IN_WINDOW)
      bench.sqs.calm()
      await seenOf(bench, 'details', reference)
    }
  },
  {
    id: 'F14b',
    title: 'receive answers 503, is cut off, breaks off, or brings bodies with wrong checksums',
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const faults: readonly SqsFault[] = [
        { kind: 'error', code: 'ServiceUnavailable' },
        { kind: 'drop' },
        { kind: 'truncate' },
        { kind: 'wrong-md5' }
      ]
      for (const fault of faults) {
        const before = pollErrors(worker)
        bench.sqs.add({ action: RECEIVE, fault })
        const { reference } = await bench.submit()
        await seenOf(bench, 'results', reference)
        await until(
          () => Promise.resolve(pollErrors(worker)),
          (count) => count === before + 1
        )
      }
    }
  },
  {
    id: 'F14c',
    title: 'a receive that hangs is cut by the watchdog',
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const { reference: running } = await bench.submit({ delayMs: 3000 })
      await seenOf(bench, 'details', running)
      bench.sqs.add({ action: RECEIVE, fault: { kind: 'hang' } })
      const begin = performance.now()
      const { reference } = await bench.submit()
      await logged(worker, 'poll_error')
      expect(performance.now() - begin).toBeLessThan(HANG_IS_CUT_MS)
      await seenOf(bench, 'details', reference)
    }
  },
  refusedReceive('F15a', 'ExpiredToken'),
  refusedReceive('F15b', 'InvalidClientTokenId'),
  refusedReceive('F15c', 'AccessDenied'),
  {
    id: 'F16a',
    title: 'the queue is missing at the start: a named error, and jobs as soon as it is there',
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      const { client, url } = bench.service.queue
      await client.send(new DeleteQueueCommand({ QueueUrl: url }))
      const worker = await bench.place.begin()
      expect(await logged(worker, 'poll_error')).toMatchObject({
        'error.type': expect.stringContaining('QueueDoesNotExist')
      })
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      await client.send(new CreateQueueCommand({ QueueName: new URL(url).pathname.split('/').at(-1) }))
      await bench.submit()
    }
  },
  {
    id: 'F16b',
    title: 'the queue goes missing at run time: no crash, and jobs when it is back',
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      bench.sqs.add({ action: RECEIVE, fault: { kind: 'error', code: MISSING_QUEUE } })
      await logged(worker, 'poll_error')
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      await bench.submit()
    }
  }
]

function refusedReceive(id: string, code: string): FaultCase {
  return {
    id,
    title: `receive answers ${code} and recovers; running jobs are not affected`,
    events: ['poll_error'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const running = await bench.submit({ delayMs: 3000 })
      await seenOf(bench, 'details', running.reference)
      bench.sqs.add({ action: RECEIVE, fault: { kind: 'error', code } })
      await logged(worker, 'poll_error')
      const { reference } = await bench.submit()
      const begin = performance.now()
      await seenOf(bench, 'details', reference)
      expect(performance.now() - begin).toBeLessThan(RECOVERY_MS)
      expect(receiptsOf(bench, running.messageId)).toBe(1)
    }
  }
}

async function withFaultyDelete(bench: FaultBench, fault: SqsFault): Promise<Job> {
  const job = await bench.submit({ delayMs: 500 })
  bench.sqs.add({ action: 'DeleteMessage', messageId: job.messageId, fault })
  return job
}

function pollErrors({ logs }: { readonly logs: readonly Readonly<Record<string, unknown>>[] }): number {
  return logs.filter((log) => log['event.action'] === 'poll_error').length
}
