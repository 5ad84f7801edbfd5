import {
  Notifier,
  type CompletedNotice,
  type EmailStatus,
  type FailedNotice
} from '../../src/notification/notifier'

/** Keeps the notices and answers with one status; an applicant without an address is skipped. */
export class FakeNotifier extends Notifier {
  readonly completed: CompletedNotice[] = []
  readonly failed: FailedNotice[] = []
  status: EmailStatus = 'sent'

  override async tellCompleted(notice: CompletedNotice, signal: AbortSignal): Promise<EmailStatus> {
    signal.throwIfAborted()
    this.completed.push(notice)
    return notice.email === undefined ? 'skipped' : this.status
  }

  override async tellFailed(notice: FailedNotice, signal: AbortSignal): Promise<EmailStatus> {
    signal.throwIfAborted()
    this.failed.push(notice)
    return this.status
  }
}
