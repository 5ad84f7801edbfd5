import type { EmailStatus, Notifier } from '../../src/notification/notifier'

const NOTICE = {
  reference: 'NRL-204871',
  revision: 1,
  developmentName: 'Mill Lane',
  assessmentTypes: ['nutrient'],
  isRedelivery: false
}
const FAILED = { ...NOTICE, code: 'job_timed_out', reason: 'It took too long.' } as const

/** What every implementation of the port promises; `status` is how this one's e-mails end. */
export function everyNotifier(name: string, make: () => Notifier, status: EmailStatus): void {
  const { signal } = new AbortController()

  describe(`notifier: ${name}`, () => {
    it('answers with a status for the applicant', async () => {
      const told = make().tellCompleted({ ...NOTICE, email: 'planner@example.com' }, signal)
      await expect(told).resolves.toBe(status)
    })

    it('answers with a status for support', async () => {
      await expect(make().tellFailed(FAILED, signal)).resolves.toBe(status)
    })

    it('skips an applicant without an address', async () => {
      await expect(make().tellCompleted(NOTICE, signal)).resolves.toBe('skipped')
    })

    it('rejects with the reason of an aborted signal', async () => {
      const reason = new Error('shutdown')
      const aborted = AbortSignal.abort(reason)
      const notice = { ...NOTICE, email: 'planner@example.com' }
      await expect(make().tellCompleted(notice, aborted)).rejects.toBe(reason)
      await expect(make().tellFailed(FAILED, aborted)).rejects.toBe(reason)
    })
  })
}
