import {
  Notifier,
  type AcceptedEmail,
  type CompletedNotice,
  type EmailAnswer,
  type EmailDraft,
  type EmailProgress,
  type FailedNotice,
  type PreparedEmail
} from '../../src/notification/notifier'
import { labelOf } from './label-of'

const ACCEPTED = 'accepted'

/** How the next try ends: an answer, or `accepted-unheard`: taken, but the sender does not learn it. */
export type ScriptedAnswer = EmailAnswer | 'accepted-unheard'

/** Keeps the drafts, and the e-mails that it accepted by their label; tries are answered as scripted. */
export class FakeNotifier extends Notifier {
  readonly completed: CompletedNotice[] = []
  readonly failed: FailedNotice[] = []
  /** Labels in the order in which they were accepted. */
  readonly accepted: string[] = []
  readonly script: ScriptedAnswer[] = []
  /** How far every accepted e-mail got. */
  progress: EmailProgress = 'delivered'
  /** What is answered without a script. */
  answer: ScriptedAnswer | typeof ACCEPTED = ACCEPTED

  override draftCompleted(notice: CompletedNotice): EmailDraft {
    this.completed.push(notice)
    return notice.email === undefined ? { skipped: 'no address' } : draft('completed', notice)
  }

  override draftFailed(notice: FailedNotice): EmailDraft {
    this.failed.push(notice)
    return draft('failed', notice)
  }

  override async send({ reference }: PreparedEmail, signal: AbortSignal): Promise<EmailAnswer> {
    signal.throwIfAborted()
    const answer = this.script.shift() ?? this.answer
    if (answer === ACCEPTED) return { status: 'accepted', id: this.accept(reference) }
    if (answer !== 'accepted-unheard') return answer
    this.accept(reference)
    return { status: 'unknown', reason: 'no answer' }
  }

  override async find(reference: string, signal: AbortSignal): Promise<AcceptedEmail | null> {
    signal.throwIfAborted()
    return this.accepted.includes(reference) ? { id: `id of ${reference}`, progress: this.progress } : null
  }

  override repeatedReference(reference: string): string {
    return labelOf(`${reference} again`)
  }

  private accept(reference: string): string {
    this.accepted.push(reference)
    return `id of ${reference}`
  }
}

function draft(template: string, notice: CompletedNotice | FailedNotice): PreparedEmail {
  const { reference, revision, assessmentTypes } = notice
  const label = labelOf([template, reference, revision, ...assessmentTypes].join('/'))
  return { reference: label, content: JSON.stringify(notice) }
}
