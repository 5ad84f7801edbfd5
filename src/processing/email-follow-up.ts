import { Injectable } from '@nestjs/common'
import { askForEmail } from './ask-for-email'
import { JobLedger, type UnfollowedEmail } from '../ledger/job-ledger'
import { Notifier, type AcceptedEmail } from '../notification/notifier'
import { EventLog } from '../observability/log-events'

const EMAILS_PER_ROUND = 20
const MOST_GENERATIONS = 2

/**
 * Asks what became of accepted e-mails. One that the recipient's side refuses is noted; one that Notify accepted but
 * failed to send is sent once more, as Notify wants it.
 */
@Injectable()
export class EmailFollowUp {
  constructor(
    private readonly ledger: JobLedger,
    private readonly notifier: Notifier,
    private readonly events: EventLog
  ) {}

  /** Ends early, until the next round, when Notify does not answer. @throws DatabaseUnavailable */
  async run(signal: AbortSignal): Promise<void> {
    const emails = await this.ledger.takeUnfollowed(EMAILS_PER_ROUND)
    for (const email of emails) {
      const found = await askForEmail(this.notifier, email.idemKey, signal)
      if (found === 'no answer') return
      await this.note(email, found)
    }
  }

  private async note(email: UnfollowedEmail, found: AcceptedEmail | null): Promise<void> {
    const progress = found?.progress ?? 'not found'
    if (progress === 'under-way') return
    if (progress === 'not-sent' && email.generation < MOST_GENERATIONS) {
      this.tell(email, 'Notify accepted the e-mail but did not send it; it is sent once more')
      return this.ledger.sendAgain(email, this.notifier.repeatedReference(email.idemKey))
    }
    if (progress !== 'delivered') this.tell(email, `The e-mail did not arrive: ${progress}`)
    await this.ledger.noteDelivery(email, progress)
  }

  private tell({ reference, effect }: UnfollowedEmail, sentence: string): void {
    this.events.warn('effect_not_delivered', { reference, outcome: 'failure', reason: effect }, sentence)
  }
}
