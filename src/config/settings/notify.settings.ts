import { Setting } from '../setting'
import {
  Domains,
  EmailAddress,
  Flag,
  HttpUrl,
  NotifyApiKey,
  ProxyUrl,
  Text,
  Uuid,
  WholeNumber
} from '../setting-forms'

export class NotifySettings {
  @Setting({ meaning: 'Whether e-mails are sent', default: 'true', example: 'false' })
  @Flag()
  readonly GOVUK_NOTIFY_ENABLED!: boolean

  @Setting({ meaning: 'Address of GOV.UK Notify', default: 'https://api.notifications.service.gov.uk' })
  @HttpUrl()
  readonly GOVUK_NOTIFY_BASE_URL!: string

  @Setting({ meaning: 'Key of GOV.UK Notify; required when e-mails are sent', secret: true })
  @NotifyApiKey()
  readonly GOVUK_NOTIFY_API_KEY?: string

  @Setting({ meaning: 'Template of the completed e-mail; required when e-mails are sent' })
  @Uuid()
  readonly GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED?: string

  @Setting({ meaning: 'Template of the failed e-mail; goes with GOVUK_NOTIFY_SUPPORT_EMAIL' })
  @Uuid()
  readonly GOVUK_NOTIFY_TEMPLATE_JOB_FAILED?: string

  @Setting({
    meaning: 'Mailbox that gets the failed e-mails; goes with GOVUK_NOTIFY_TEMPLATE_JOB_FAILED',
    secret: true
  })
  @EmailAddress()
  readonly GOVUK_NOTIFY_SUPPORT_EMAIL?: string

  @Setting({ meaning: 'First part of the link to the results; required when e-mails are sent' })
  @HttpUrl()
  readonly GOVUK_NOTIFY_RESULTS_BASE_URL?: string

  @Setting({ meaning: 'Domains of applicants that may get an e-mail', fallback: 'all domains' })
  @Domains()
  readonly GOVUK_NOTIFY_ALLOWED_DOMAINS?: readonly string[]

  @Setting({ meaning: 'Seconds for one call of GOV.UK Notify', default: '10' })
  @WholeNumber(1, 30)
  readonly GOVUK_NOTIFY_TIMEOUT_SECONDS!: number

  @Setting({
    meaning: 'Proxy for GOV.UK Notify; nothing else uses it',
    secret: true,
    aliases: ['HTTP_PROXY', 'CDP_HTTPS_PROXY', 'CDP_HTTP_PROXY']
  })
  @ProxyUrl()
  readonly HTTPS_PROXY?: string

  @Setting({ meaning: 'Names, each with its subdomains, that are reached without the proxy; `*` for all' })
  @Text()
  readonly NO_PROXY?: string
}
