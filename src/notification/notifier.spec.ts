import { Test } from '@nestjs/testing'
import { globalValues } from '../../test/builders/global-values'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { Metrics } from '../observability/metrics'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { SilentNotifier } from './none/silent.notifier'
import { NotificationModule } from './notification.module'
import { Notifier } from './notifier'
import { NotifierCondition } from './notifier-condition'

const optionsFor = (enabled: boolean): NotifyOptions => ({
  enabled,
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'worker-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0',
  trustedCertificates: [],
  allowedDomains: [],
  timeoutMs: 5_000
})

describe('NotificationModule', () => {
  it.each([
    [true, GovukNotifyNotifier],
    [false, SilentNotifier]
  ])('with enabled=%s provides the right notifier', async (enabled, expected) => {
    const surroundings = globalValues(
      [NOTIFY_OPTIONS, optionsFor(enabled)],
      [EventLog, new EventLog({ write: () => undefined })],
      [Metrics, new Metrics([])]
    )
    const app = await Test.createTestingModule({ imports: [surroundings, NotificationModule] }).compile()
    expect(app.get(Notifier)).toBeInstanceOf(expected)
    expect(app.get(NotifierCondition).trouble()).toBeUndefined()
    await app.close()
  })
})

describe('SilentNotifier', () => {
  const notifier = new SilentNotifier()

  it('drafts nothing', () => {
    expect([notifier.draftCompleted(), notifier.draftFailed()]).toEqual([
      { skipped: 'e-mail is switched off' },
      { skipped: 'e-mail is switched off' }
    ])
  })

  it('sends nothing that was drafted before it was switched off, and knows of none', async () => {
    expect(await notifier.send()).toMatchObject({ status: 'refused' })
    expect(await notifier.find()).toBeNull()
  })
})
