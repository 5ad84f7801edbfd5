import { setTimeout as sleep } from 'node:timers/promises'
import type { NotifyFailure, WorkerProcess } from '@nrf/local-env'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import type { FaultBench } from '../bench/fault-bench'
import type { FaultCase } from '../fault-case'

/** How long an e-mail waits after a rate limit, which Notify counts by the minute. */
const RATE_LIMIT_MS = 60_000
/** Enough for what does not count as chance. */
const JOBS_WHILE_DOWN = 5

type Failure = Omit<NotifyFailure, 'route' | 'reference'>

export const NOTIFY_CASES: readonly FaultCase[] = [
  {
    id: 'F22a',
    title: 'Notify limits the rate: the e-mail is sent a minute later',
    limitMs: 150_000,
    events: ['effect_held'],
    async run({ open, jobs }) {
      const bench = await open()
      await bench.place.start()
      failEmails(bench, { status: 429, error: 'RateLimitError' })
      await bench.submit()
      await seenEmail(bench)
      await bench.submitMany(Math.ceil(jobs / 4))
      await sleep(RATE_LIMIT_MS)
    }
  },
  {
    id: 'F23a',
    title: 'Notify refuses the e-mail for good (400): the result stays, nothing else fails',
    isSelected: true,
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      failEmails(bench, { status: 400, error: 'BadRequestError' })
      const { reference } = await bench.submit({ isWithoutMail: true })
      await logged(worker, 'job_completed', { reference })
      await bench.quiet()
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      expect(bench.notify.emails).toEqual([])
      await bench.submitMany(2)
    }
  },
  {
    id: 'F23b',
    title: 'Notify accepts the e-mail and its answer is lost, or never comes: it is asked, not sent again',
    isSelected: true,
    events: ['effect_reconciled'],
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      for (const failure of [{ hang: true }, { destroySocket: true }, { status: 500, error: 'Exception' }]) {
        failEmails(bench, { ...failure, afterApplying: true })
        await bench.submit()
        await bench.quiet()
      }
      await bench.submitMany(2)
    }
  },
  {
    id: 'F23d',
    title: 'Notify refuses the key (403): the e-mail is held, and sent once when the key is good again',
    isSelected: true,
    events: ['effect_held', 'notify_degraded'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      failEmails(bench, { status: 403, error: 'AuthError' })
      const { reference } = await bench.submit()
      await logged(worker, 'effect_held', { reference })
      await bench.quiet()
      expect(bench.notify.emails).toEqual([])
      expect(await stateOf(worker)).toMatchObject({ status: 200, state: 'degraded' })
      // Another key comes with a deployment.
      await worker.stop()
      await bench.place.start()
      await bench.ledger.change("UPDATE worker.effect SET not_before = now() WHERE state = 'held'")
      await bench.ledger.change('UPDATE worker.job SET sweep_at = now() WHERE finished_at IS NULL')
      await bench.quiet()
      expect(bench.notify.emails).toHaveLength(1)
    }
  },
  {
    id: 'F23f',
    title: 'Notify is down: jobs complete, /health is 200 and degraded, the e-mails go out afterwards',
    isSelected: true,
    events: ['effect_unknown', 'notify_degraded', 'notify_recovered'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      const down = { status: 503, error: 'Exception', times: Number.POSITIVE_INFINITY }
      for (const route of ['email', 'list'] as const) bench.notify.failNext({ ...down, route })
      const jobs = await bench.submitMany(JOBS_WHILE_DOWN)
      for (const { reference } of jobs) await logged(worker, 'job_completed', { reference })
      await logged(worker, 'notify_degraded')
      expect(await stateOf(worker)).toMatchObject({ status: 200, state: 'degraded' })
      expect(await ask(worker, '/health/ready')).toMatchObject({ status: 200 })
      bench.notify.calm()
      await logged(worker, 'notify_recovered')
      expect(await stateOf(worker)).toMatchObject({ status: 200, state: 'running' })
    }
  },
  {
    id: 'F23e',
    title: 'Notify accepts an e-mail and fails to send it: it is sent once more, and not twice',
    isSelected: true,
    events: ['effect_not_delivered'],
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      await bench.submit()
      await bench.quiet()
      for (const wanted of [2, 2]) {
        failToSend(bench)
        await bench.ledger.change("UPDATE worker.effect SET updated_at = now() - interval '11 minutes'")
        await untilAsked(bench)
        await bench.quiet()
        expect(bench.notify.emails).toHaveLength(wanted)
      }
    }
  }
]

interface Health {
  readonly details: { readonly worker: { readonly state: string } }
}

async function stateOf(worker: WorkerProcess): Promise<{ status: number; state: string }> {
  const { status, body } = await ask(worker, '/health')
  return { status, state: (body as Health).details.worker.state }
}

/** Notify gives up the last e-mail. */
function failToSend({ notify, history }: FaultBench): void {
  const { reference = '' } = notify.emails.at(-1)!
  notify.setStatus(reference, 'technical-failure')
  history.add({ kind: 'unsent', mailReference: reference })
}

/** The ledger has taken note of what became of its e-mails, or sends one once more. */
function untilAsked({ ledger }: FaultBench): Promise<unknown> {
  return until(
    () => ledger.unfollowedCount(),
    (count) => count === 0
  )
}

function failEmails({ notify }: FaultBench, failure: Failure): void {
  notify.failNext({ ...failure, route: 'email' })
}

function seenEmail({ notify }: FaultBench) {
  return notify.waitFor(({ route }) => route === 'email')
}
