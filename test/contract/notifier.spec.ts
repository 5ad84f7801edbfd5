import { Test } from '@nestjs/testing'
import { StubNotify } from '@nrf/local-env'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../../src/config/config.tokens'
import { EventLog } from '../../src/observability/log-events'
import { Metrics } from '../../src/observability/metrics'
import { NotificationModule } from '../../src/notification/notification.module'
import { Notifier } from '../../src/notification/notifier'
import { globalValues } from '../builders/global-values'
import { FakeNotifier } from '../fakes/fake-notifier'
import { everyNotifier } from './notifier.contract'

everyNotifier('a fake', () => new FakeNotifier())

describe('of GOV.UK Notify', () => {
  let notify: StubNotify
  let notifier: Notifier

  beforeEach(async () => {
    notify = await StubNotify.start()
    const options: NotifyOptions = {
      enabled: true,
      baseUrl: notify.url,
      apiKey: notify.apiKey,
      templateJobCompleted: notify.templates.jobCompleted,
      templateJobFailed: notify.templates.jobFailed,
      supportEmail: 'support@example.org',
      resultsBaseUrl: 'https://results.example',
      trustedCertificates: [],
      allowedDomains: [],
      timeoutMs: 5000
    }
    const values = globalValues(
      [NOTIFY_OPTIONS, options],
      [EventLog, new EventLog({ write: () => undefined })],
      [Metrics, new Metrics([])]
    )
    const imports = [values, NotificationModule]
    notifier = (await Test.createTestingModule({ imports }).compile()).get(Notifier)
  })

  afterEach(() => notify.stop())

  everyNotifier('over HTTP', () => notifier)
})
