import { createServer, type Server } from 'node:http'
import { Test } from '@nestjs/testing'
import { Module } from '@nestjs/common'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { SilentNotifier } from './none/silent.notifier'
import { NotificationModule } from './notification.module'
import { Notifier, type EmailStatus } from './notifier'

const notice = {
  reference: 'NRL-204871',
  revision: 1,
  developmentName: 'Mill Lane',
  assessmentTypes: ['nutrient'],
  isRedelivery: false
}
const failed = { ...notice, code: 'job_timed_out' as const, reason: 'It took too long.' }
const signal = new AbortController().signal

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

  describe.each<[string, () => Notifier, EmailStatus]>([
    ['GOV.UK Notify', () => govukNotify(`http://127.0.0.1:${port}`), 'sent'],
    ['GOV.UK Notify out of reach', () => govukNotify('http://127.0.0.1:9'), 'failed'],
    ['none', () => new SilentNotifier(), 'skipped']
  ])('kept by %s', (_name, make, status) => {
    it('answers with a status for the applicant', async () => {
      const told = make().tellCompleted({ ...notice, email: 'planner@example.com' }, signal)
      await expect(told).resolves.toBe(status)
    })

    it('answers with a status for support', async () => {
      await expect(make().tellFailed(failed, signal)).resolves.toBe(status)
    })

    it('skips an applicant without an address', async () => {
      await expect(make().tellCompleted(notice, signal)).resolves.toBe('skipped')
    })

    it('rejects with the reason of an aborted signal', async () => {
      const reason = new Error('shutdown')
      const aborted = AbortSignal.abort(reason)
      await expect(make().tellCompleted(notice, aborted)).rejects.toBe(reason)
      await expect(make().tellFailed(failed, aborted)).rejects.toBe(reason)
    })
  })
})

describe('NotificationModule', () => {
  it.each([
    [true, GovukNotifyNotifier],
    [false, SilentNotifier]
  ])('with enabled=%s provides the right notifier', async (enabled, expected) => {
    const providers = [
      { provide: NOTIFY_OPTIONS, useValue: { ...optionsFor('http://127.0.0.1:9'), enabled } },
      { provide: EventLog, useValue: silence }
    ]
    @Module({ providers, exports: providers })
    class Surroundings {}
    const global = { module: Surroundings, global: true }
    const app = await Test.createTestingModule({ imports: [global, NotificationModule] }).compile()
    expect(app.get(Notifier)).toBeInstanceOf(expected)
    await app.close()
  })
})
