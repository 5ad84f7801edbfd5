import type { NotifyOptions } from '../../config/config.tokens'
import {
  Notifier,
  NotifierUnavailable,
  type AcceptedEmail,
  type CompletedNotice,
  type EmailAnswer,
  type EmailDraft,
  type EmailProgress,
  type FailedNotice,
  type PreparedEmail
} from '../notifier'
import { domainOf, maskAddress } from './email-address'
import { emailReference, repeatedReference, type TemplateName } from './email-reference'
import { NotifyApi, type Email } from './notify-api'
import type { NotifyBreaker } from './notify-breaker'
import { NotifyFailure } from './notify-failure'
import { completedPersonalisation, failedPersonalisation, USER_TEXT_KEYS } from './personalisation'

type EmailContent = Pick<Email, 'templateId' | 'address' | 'personalisation'>

const PROGRESS: Readonly<Record<string, EmailProgress>> = {
  delivered: 'delivered',
  'permanent-failure': 'undeliverable',
  'temporary-failure': 'undeliverable',
  'technical-failure': 'not-sent'
}
const MINUTE_SECONDS = 60
/** A refused key or a wrong clock needs somebody; asking more often does not help. */
const UNAUTHORISED_SECONDS = 300
const DAY_SECONDS = 86_400

/**
 * Tells people through GOV.UK Notify. Every e-mail carries a reference made from the job and the template, so that
 * Notify can be asked whether it holds the e-mail already.
 */
export class GovukNotifyNotifier extends Notifier {
  private readonly api: NotifyApi

  constructor(
    private readonly options: NotifyOptions,
    private readonly breaker: NotifyBreaker,
    private readonly now: () => number = Date.now
  ) {
    super()
    const { apiKey } = options
    if (!apiKey) throw new Error('GOVUK_NOTIFY_API_KEY is required unless GOVUK_NOTIFY_ENABLED is false')
    this.api = new NotifyApi({ ...options, apiKey })
  }

  override draftCompleted(notice: CompletedNotice): EmailDraft {
    const { templateJobCompleted: templateId, resultsBaseUrl, allowedDomains } = this.options
    const { email: address } = notice
    if (!address) return { skipped: 'no address' }
    if (!templateId || !resultsBaseUrl) return { skipped: 'no template or results address configured' }
    if (allowedDomains.length > 0 && !allowedDomains.includes(domainOf(address))) {
      return { skipped: `domain of ${maskAddress(address)} not allowed` }
    }
    const personalisation = completedPersonalisation(notice, resultsBaseUrl)
    return prepared(notice, 'job-completed', { templateId, address, personalisation })
  }

  override draftFailed(notice: FailedNotice): EmailDraft {
    const { templateJobFailed: templateId, supportEmail: address, resultsBaseUrl } = this.options
    if (!templateId || !address || !resultsBaseUrl) {
      return { skipped: 'no template, support address or results address configured' }
    }
    const personalisation = failedPersonalisation(notice, resultsBaseUrl)
    return prepared(notice, 'job-failed', { templateId, address, personalisation })
  }

  override async send({ reference, content }: PreparedEmail, signal: AbortSignal): Promise<EmailAnswer> {
    signal.throwIfAborted()
    const hold = this.breaker.hold()
    if (hold !== undefined) return { status: 'held', ...hold }
    const email: EmailContent = JSON.parse(content)
    try {
      const id = await this.api.send({ ...email, reference, sanitiseContentFor: USER_TEXT_KEYS }, signal)
      this.breaker.noteTaken()
      return { status: 'accepted', id }
    } catch (error) {
      if (error instanceof NotifyFailure) return this.note(error)
      throw error
    }
  }

  private note(failure: NotifyFailure): EmailAnswer {
    const answer = this.answerOf(failure)
    if (answer.status === 'refused') this.breaker.noteTaken()
    else this.breaker.noteFailure(failure, answer.status === 'held' ? answer.retryAfterSeconds : 0)
    return answer
  }

  override async find(reference: string, signal: AbortSignal): Promise<AcceptedEmail | null> {
    try {
      const held = await this.api.find(reference, signal)
      this.breaker.noteAnswer()
      return held && { id: held.id, progress: PROGRESS[held.status] ?? 'under-way' }
    } catch (error) {
      if (!(error instanceof NotifyFailure)) throw error
      this.breaker.noteFailure(error)
      throw new NotifierUnavailable(error.message)
    }
  }

  override repeatedReference(reference: string): string {
    return repeatedReference(reference)
  }

  private answerOf({ kind, message: reason }: NotifyFailure): EmailAnswer {
    switch (kind) {
      case 'rejected':
        return { status: 'refused', reason }
      case 'unavailable':
        return { status: 'unknown', reason }
      case 'unauthorised':
        return { status: 'held', retryAfterSeconds: UNAUTHORISED_SECONDS, reason }
      case 'daily-limit':
        return { status: 'held', retryAfterSeconds: this.secondsUntilMidnight(), reason }
      default:
        return { status: 'held', retryAfterSeconds: MINUTE_SECONDS, reason }
    }
  }

  /** Notify counts days in UTC. */
  private secondsUntilMidnight(): number {
    return DAY_SECONDS - (Math.floor(this.now() / 1000) % DAY_SECONDS) + MINUTE_SECONDS
  }
}

function prepared(
  notice: CompletedNotice | FailedNotice,
  template: TemplateName,
  content: EmailContent
): PreparedEmail {
  return { reference: emailReference(notice, template), content: JSON.stringify(content) }
}
