import {
  Notifier,
  type CompletedNotice,
  type EmailStatus,
  type FailedNotice
} from '../../src/notification/notifier'

/** Keeps the notices and answers with one status. */
export class FakeNotifier extends Notifier {
  readonly completed: CompletedNotice[] = []
  readonly failed: FailedNotice[] = []
  status: EmailStatus = 'sent'

  override async tellCompleted(notice: CompletedNotice): Promise<EmailStatus> {
    this.completed.push(notice)
    return this.status
  }

  override async tellFailed(notice: FailedNotice): Promise<EmailStatus> {
    this.failed.push(notice)
    return this.status
  }
}
