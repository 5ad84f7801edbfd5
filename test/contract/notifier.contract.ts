import type { EmailDraft, Notifier, PreparedEmail } from '../../src/notification/notifier'

const NOTICE = {
  reference: 'NRL-204871',
  revision: 1,
  developmentName: 'Mill Lane',
  assessmentTypes: ['nutrient'],
  email: 'planner@example.com'
}
const FAILED = { ...NOTICE, code: 'job_timed_out', reason: 'It took too long.' } as const

function prepared(draft: EmailDraft): PreparedEmail {
  if ('skipped' in draft) throw new Error(draft.skipped)
  return draft
}

/** What every implementation of the port promises. */
export function everyNotifier(name: string, make: () => Notifier): void {
  const { signal } = new AbortController()

  describe(`notifier: ${name}`, () => {
    it('labels the same e-mail the same way, and every other in another way', () => {
      const notifier = make()
      const label = (draft: EmailDraft) => prepared(draft).reference
      const first = label(notifier.draftCompleted(NOTICE))
      expect(label(make().draftCompleted(NOTICE))).toBe(first)
      const others = [
        label(notifier.draftFailed(FAILED)),
        label(notifier.draftCompleted({ ...NOTICE, reference: 'NRL-204872' })),
        label(notifier.draftCompleted({ ...NOTICE, revision: 2 })),
        label(notifier.draftCompleted({ ...NOTICE, assessmentTypes: ['gcn'] }))
      ]
      expect(new Set([first, ...others]).size).toBe(5)
    })

    it('has no e-mail for an applicant without an address', () => {
      expect(make().draftCompleted({ ...NOTICE, email: undefined })).toEqual({ skipped: 'no address' })
    })

    it('finds what was accepted by its label, and nothing else', async () => {
      const notifier = make()
      const email = prepared(notifier.draftCompleted(NOTICE))
      expect(await notifier.find(email.reference, signal)).toBeNull()
      const answer = await notifier.send(email, signal)
      expect(answer).toEqual({ status: 'accepted', id: expect.any(String) })
      expect(await notifier.find(email.reference, signal)).toMatchObject({
        id: expect.any(String),
        progress: expect.any(String)
      })
      expect(await notifier.find(prepared(notifier.draftFailed(FAILED)).reference, signal)).toBeNull()
    })

    it('has another label for an e-mail that is sent once more', () => {
      const { reference } = prepared(make().draftCompleted(NOTICE))
      const again = make().repeatedReference(reference)
      expect(again).toBe(make().repeatedReference(reference))
      expect(again).not.toBe(reference)
    })

    it('rejects with the reason of an aborted signal', async () => {
      const reason = new Error('shutdown')
      const aborted = AbortSignal.abort(reason)
      const notifier = make()
      const email = prepared(notifier.draftFailed(FAILED))
      await expect(notifier.send(email, aborted)).rejects.toBe(reason)
      await expect(notifier.find(email.reference, aborted)).rejects.toBe(reason)
    })
  })
}
