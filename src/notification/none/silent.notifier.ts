import { Notifier, type CompletedNotice, type EmailStatus, type FailedNotice } from '../notifier'

/** Sends nothing; for environments where e-mail is switched off. */
export class SilentNotifier extends Notifier {
  override async tellCompleted(_notice: CompletedNotice, signal: AbortSignal): Promise<EmailStatus> {
    return this.skip(signal)
  }

  override async tellFailed(_notice: FailedNotice, signal: AbortSignal): Promise<EmailStatus> {
    return this.skip(signal)
  }

  private skip(signal: AbortSignal): EmailStatus {
    signal.throwIfAborted()
    return 'skipped'
  }
}
