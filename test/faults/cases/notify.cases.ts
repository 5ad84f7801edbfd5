import type { NotifyFailure } from '@nrf/local-env'
import { logged } from '../../flow/assessment-service'
import type { FaultBench } from '../bench/fault-bench'
import type { FaultCase } from '../fault-case'

type Failure = Omit<NotifyFailure, 'route' | 'reference'>

export const NOTIFY_CASES: readonly FaultCase[] = [
  {
    id: 'F22a',
    title: 'Notify limits the rate for a while',
    isSelected: true,
    async run({ open, jobs }) {
      const bench = await open()
      await bench.place.start()
      failEmails(bench, { status: 429, error: 'RateLimitError', times: 2 })
      await bench.submit()
      await bench.quiet()
      await bench.submitMany(Math.ceil(jobs / 4))
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
