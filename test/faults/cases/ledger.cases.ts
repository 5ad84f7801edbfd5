import { setTimeout as sleep } from 'node:timers/promises'
import { SampleDistrict } from '../../flow/sample-district'
import { until } from '../../flow/until'
import { LEASE_SECONDS, VISIBILITY_SECONDS, type FaultBench } from '../bench/fault-bench'
import { receiptsOf, seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

const LONG_JOB_MS = 3 * VISIBILITY_SECONDS * 1000
const PARTITION_MS = 3 * LEASE_SECONDS * 1000
const ALWAYS = Number.POSITIVE_INFINITY
const CHANGE = 'ChangeMessageVisibility'
const RECEIVE = 'ReceiveMessage'

const asksOf = ({ history }: FaultBench, reference: string) =>
  history.events.filter((event) => event.kind === 'asked' && event.reference === reference).length
const postsOf = ({ backend }: FaultBench, reference: string) =>
  backend.deliveries.filter((delivery) => delivery.reference === reference).length

export const LEDGER_CASES: readonly FaultCase[] = [
  {
    id: 'F07',
    title: 'the message becomes visible while its job runs: the second delivery waits',
    events: ['job_snoozed', 'heartbeat_failed'],
    async run({ open }) {
      // One slot each: the second delivery cannot come to the same process.
      const bench = await open({ workers: 2, settings: { SQS_ASSESSMENTS_SLOTS: '1' } })
      await bench.startWorkers()
      bench.sqs.add({ action: CHANGE, times: ALWAYS, fault: { kind: 'drop' } })
      const { reference, messageId } = await bench.submit({ delayMs: LONG_JOB_MS })
      await until(
        () => Promise.resolve(receiptsOf(bench, messageId)),
        (count) => count > 1
      )
      bench.sqs.calm()
      await bench.quiet()
      expect(asksOf(bench, reference)).toBe(1)
      expect(postsOf(bench, reference)).toBe(1)
    }
  },
  {
    id: 'F08',
    title: 'a worker loses queue and database while its job runs: another one takes over',
    async run({ open }) {
      const bench = await open({ workers: 2 })
      const [first, second] = bench.places
      await first.start()
      const { reference } = await bench.submit({ delayMs: PARTITION_MS / 2 })
      await seenOf(bench, 'details', reference)
      first.database.silence()
      bench.sqs.add({ action: CHANGE, client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      bench.sqs.add({ action: 'DeleteMessage', client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      bench.sqs.add({ action: RECEIVE, client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      await second.start()
      await seenOf(bench, 'results', reference)
      await sleep(PARTITION_MS)
      first.database.mend()
      bench.sqs.calm()
    }
  },
  {
    id: 'F09b',
    title: 'a message comes again in another process while its job runs',
    isSelected: true,
    events: ['job_snoozed'],
    async run({ open }) {
      const bench = await open({ workers: 2, settings: { SQS_ASSESSMENTS_SLOTS: '1' } })
      await bench.startWorkers()
      bench.sqs.add({ action: RECEIVE, fault: { kind: 'duplicate' } })
      const { reference, messageId } = await bench.submit({ delayMs: 2500 })
      await until(
        () => Promise.resolve(receiptsOf(bench, messageId)),
        (count) => count > 1
      )
      await bench.quiet()
      expect(asksOf(bench, reference)).toBe(1)
      expect(postsOf(bench, reference)).toBe(1)
    }
  },
  {
    id: 'F10',
    title: 'a message comes again after its job is completed: nobody is called',
    isSelected: true,
    events: ['message_duplicate'],
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      const { reference } = await bench.submit()
      await bench.quiet()
      const calls = bench.backend.received.length + bench.notify.received.length
      await bench.send({ reference }, { reference })
      await bench.quiet()
      expect(bench.backend.received.length + bench.notify.received.length).toBe(calls)
    }
  },
  {
    id: 'F11',
    title: 'a message comes again with other content: the first one counts, the other is a dead letter',
    isSelected: true,
    events: ['message_quarantined'],
    async run({ open }) {
      const bench = await open({ maxReceiveCount: 2 })
      await bench.place.start()
      const { boundary, email } = (await SampleDistrict.read()).details('NRF-900001')
      const reference = bench.know()
      const quote = {
        reference,
        email,
        housingUnits: 10,
        boundaryGeojson: { boundaryGeometryOriginal: boundary.geometry }
      }
      await bench.send(quote, { reference })
      await seenOf(bench, 'results', reference)
      await bench.send({ ...quote, housingUnits: 11 }, { end: 'unreadable' })
      await bench.send({ ...quote, traceId: 'another' }, { reference })
      await bench.quiet()
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      expect([asksOf(bench, reference), postsOf(bench, reference)]).toEqual([0, 1])
    }
  },
  {
    id: 'F22b',
    title: 'Notify has its daily limit: the e-mail is held, the job completed',
    isSelected: true,
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      bench.notify.failNext({ route: 'email', status: 429, error: 'TooManyRequestsError', times: ALWAYS })
      const { reference } = await bench.submit()
      await bench.quiet()
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      expect(bench.notify.emails).toEqual([])
      const effects = await bench.ledger.effects()
      expect(effects.filter(({ state }) => state === 'held')).toHaveLength(1)
    }
  },
  {
    id: 'F23c',
    title: 'Notify accepts without an answer and stores late: still one e-mail',
    events: ['effect_reconciled'],
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      bench.notify.storageDelayMs = 700
      bench.notify.failNext({ route: 'email', hang: true, afterApplying: true })
      await bench.submit()
    }
  },
  {
    id: 'F28',
    title: 'a worker is cut off, half-open, between receive and delete',
    async run({ open }) {
      const bench = await open({ workers: 2 })
      const [first, second] = bench.places
      await first.start()
      const { reference } = await bench.submit({ delayMs: 300 })
      await seenOf(bench, 'results', reference)
      first.database.silence()
      bench.sqs.add({ action: 'DeleteMessage', client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      bench.sqs.add({ action: CHANGE, client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      bench.sqs.add({ action: RECEIVE, client: first.name, times: ALWAYS, fault: { kind: 'hang' } })
      await second.start()
      await sleep(PARTITION_MS)
      first.database.mend()
      bench.sqs.calm()
    }
  }
]
