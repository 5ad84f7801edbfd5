import { Notifier, type EmailAnswer, type EmailDraft } from '../notifier'

/** Sends nothing; for environments where e-mail is switched off. */
export class SilentNotifier extends Notifier {
  override draftCompleted(): EmailDraft {
    return { skipped: 'e-mail is switched off' }
  }

  override draftFailed(): EmailDraft {
    return { skipped: 'e-mail is switched off' }
  }

  /** An e-mail that was intended while e-mail was switched on. */
  override async send(): Promise<EmailAnswer> {
    return { status: 'refused', reason: 'e-mail is switched off' }
  }

  override async find(): Promise<null> {
    return null
  }

  override repeatedReference(reference: string): string {
    return reference
  }
}
