import type { NotifyOptions } from '../../config/config.tokens'
import type { EventLog } from '../../observability/log-events'
import { Notifier, type CompletedNotice, type EmailStatus, type FailedNotice } from '../notifier'
import { domainOf, maskAddress } from './email-address'
import { EmailDelivery, EmailNotDelivered } from './email-delivery'
import { emailReference, type TemplateName } from './email-reference'
import { NotifyApi, type Email } from './notify-api'
import { completedPersonalisation, failedPersonalisation, USER_TEXT_KEYS } from './personalisation'

const BACKOFF_BASE_MS = 1000

/** An e-mail to send, or the reason why there is none. */
type Draft = Omit<Email, 'reference' | 'sanitiseContentFor'> | { readonly skipped: string }

/**
 * Tells people through GOV.UK Notify. Every e-mail carries a reference made from the job and the template, so
 * that Notify can be asked whether it holds the e-mail already.
 */
export class GovukNotifyNotifier extends Notifier {
  private readonly delivery: EmailDelivery

  constructor(
    private readonly options: NotifyOptions,
    private readonly events: EventLog,
    backoffBaseMs: number = BACKOFF_BASE_MS
  ) {
    super()
    const { apiKey } = options
    if (!apiKey) throw new Error('GOVUK_NOTIFY_API_KEY is required unless GOVUK_NOTIFY_ENABLED is false')
    this.delivery = new EmailDelivery(new NotifyApi({ ...options, apiKey }), backoffBaseMs)
  }

  override tellCompleted(notice: CompletedNotice, signal: AbortSignal): Promise<EmailStatus> {
    return this.tell('job-completed', notice, () => this.draftCompleted(notice), signal)
  }

  override tellFailed(notice: FailedNotice, signal: AbortSignal): Promise<EmailStatus> {
    return this.tell('job-failed', notice, () => this.draftFailed(notice), signal)
  }

  private draftCompleted(notice: CompletedNotice): Draft {
    const { templateJobCompleted: templateId, resultsBaseUrl, allowedDomains } = this.options
    const { email: address } = notice
    if (!address) return { skipped: 'no address' }
    if (!templateId || !resultsBaseUrl) return { skipped: 'no template or results address configured' }
    if (allowedDomains.length > 0 && !allowedDomains.includes(domainOf(address))) {
      return { skipped: `domain of ${maskAddress(address)} not allowed` }
    }
    return { templateId, address, personalisation: completedPersonalisation(notice, resultsBaseUrl) }
  }

  private draftFailed(notice: FailedNotice): Draft {
    const { templateJobFailed: templateId, supportEmail: address, resultsBaseUrl } = this.options
    if (!templateId || !address || !resultsBaseUrl) {
      return { skipped: 'no template, support address or results address configured' }
    }
    return { templateId, address, personalisation: failedPersonalisation(notice, resultsBaseUrl) }
  }

  private async tell(
    template: TemplateName,
    notice: CompletedNotice | FailedNotice,
    compose: () => Draft,
    signal: AbortSignal
  ): Promise<EmailStatus> {
    signal.throwIfAborted()
    try {
      const draft = compose()
      if ('skipped' in draft) return this.skipped(template, notice.reference, draft.skipped)
      const email = {
        ...draft,
        sanitiseContentFor: USER_TEXT_KEYS,
        reference: emailReference(notice, template)
      }
      const status = await this.delivery.deliver(email, notice.isRedelivery, signal)
      return this.delivered(template, notice.reference, status)
    } catch (error) {
      signal.throwIfAborted()
      return this.failed(template, notice.reference, error)
    }
  }

  private skipped(template: TemplateName, reference: string, why: string): EmailStatus {
    this.events.info('step_completed', { reference, reason: `email ${template}: ${why}` }, 'E-mail not sent')
    return 'skipped'
  }

  private delivered(template: TemplateName, reference: string, status: 'sent' | 'already-sent'): EmailStatus {
    const fields = { reference, outcome: 'success', reason: `email ${template}` } as const
    if (status === 'sent') this.events.info('effect_sent', fields, 'E-mail accepted by Notify')
    else this.events.info('effect_reconciled', fields, 'E-mail was accepted by Notify before')
    return status
  }

  private failed(template: TemplateName, reference: string, error: unknown): EmailStatus {
    const fields = { reference, reason: `email ${template}`, error }
    if (error instanceof EmailNotDelivered && error.isOutcomeUnknown) {
      this.events.error(
        'effect_unknown',
        { ...fields, outcome: 'unknown' },
        'Notify may hold the e-mail or not'
      )
    } else {
      this.events.error('effect_sent', { ...fields, outcome: 'failure' }, 'E-mail not accepted by Notify')
    }
    return 'failed'
  }
}
