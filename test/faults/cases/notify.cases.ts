import { setTimeout as sleep } from 'node:timers/promises'
import type { NotifyFailure } from '@nrf/local-env'
import { logged } from '../../flow/assessment-service'
import type { FaultBench } from '../bench/fault-bench'
import type { FaultCase } from '../fault-case'

/** How long an e-mail waits after a rate limit, which Notify counts by the minute. */
const RATE_LIMIT_MS = 60_000

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
  }
]

function failEmails({ notify }: FaultBench, failure: Failure): void {
  notify.failNext({ ...failure, route: 'email' })
}

function seenEmail({ notify }: FaultBench) {
  return notify.waitFor(({ route }) => route === 'email')
}
