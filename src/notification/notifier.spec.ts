import { createServer, type Server } from 'node:http'
import { Test } from '@nestjs/testing'
import { globalValues } from '../../test/builders/global-values'
import { everyNotifier } from '../../test/contract/notifier.contract'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { SilentNotifier } from './none/silent.notifier'
import { NotificationModule } from './notification.module'
import { Notifier } from './notifier'

const optionsFor = (baseUrl: string): NotifyOptions => ({
  enabled: true,
  baseUrl,
  apiKey: 'worker-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0',
  templateJobCompleted: 'template-completed',
  templateJobFailed: 'template-failed',
  supportEmail: 'support@example.org',
  resultsBaseUrl: 'https://nrf.example/results',
  allowedDomains: [],
  timeoutMs: 5_000
})
const silence = new EventLog({ write: () => undefined })

describe('the contract of Notifier', () => {
  let server: Server
  let port: number

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume()
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })

  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const govukNotify = (baseUrl: string) => new GovukNotifyNotifier(optionsFor(baseUrl), silence, 1)

  everyNotifier('GOV.UK Notify', () => govukNotify(`http://127.0.0.1:${port}`), 'sent')
  everyNotifier('GOV.UK Notify out of reach', () => govukNotify('http://127.0.0.1:9'), 'failed')
  everyNotifier('none', () => new SilentNotifier(), 'skipped')
})

describe('NotificationModule', () => {
  it.each([
    [true, GovukNotifyNotifier],
    [false, SilentNotifier]
  ])('with enabled=%s provides the right notifier', async (enabled, expected) => {
    const surroundings = globalValues(
      [NOTIFY_OPTIONS, { ...optionsFor('http://127.0.0.1:9'), enabled }],
      [EventLog, silence]
    )
    const app = await Test.createTestingModule({ imports: [surroundings, NotificationModule] }).compile()
    expect(app.get(Notifier)).toBeInstanceOf(expected)
    await app.close()
  })
})
