import { Controller, Get, Global, type INestApplication, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { Logger } from 'nestjs-pino'
import {
  BACKEND_OPTIONS,
  BOUNDARY_CHECK_OPTIONS,
  DATABASE_OPTIONS,
  LOG_OPTIONS,
  METRICS_OPTIONS,
  NOTIFY_OPTIONS,
  SERVICE_OPTIONS
} from '../config/config.tokens'
import { EventLog } from './log-events'
import { LogSink } from './log-sink'
import { ObservabilityModule } from './observability.module'

@Controller()
class ProbeController {
  @Get(['health', 'health/ready', 'version'])
  answer(): string {
    return 'ok'
  }
}

const OPTIONS = [
  { provide: BACKEND_OPTIONS, useValue: { apiKey: 'a-key-of-the-backend' } },
  { provide: BOUNDARY_CHECK_OPTIONS, useValue: { apiKey: 'a-key-of-front-ends' } },
  { provide: METRICS_OPTIONS, useValue: { mode: 'off' } },
  { provide: NOTIFY_OPTIONS, useValue: {} },
  { provide: DATABASE_OPTIONS, useValue: { password: 'a-long-password' } },
  {
    provide: LOG_OPTIONS,
    useValue: { enabled: true, level: 'info', format: 'ecs', tracingHeader: 'x-cdp-request-id' }
  },
  { provide: SERVICE_OPTIONS, useValue: { name: 'nrf-impact-assessment-service', version: '1.2.3' } }
]

@Global()
@Module({ providers: OPTIONS, exports: OPTIONS.map(({ provide }) => provide) })
class OptionsModule {}

describe('ObservabilityModule', () => {
  const lines: string[] = []
  let app: INestApplication
  let address: string

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [OptionsModule, ObservabilityModule],
      controllers: [ProbeController]
    })
      .overrideProvider(LogSink)
      .useValue(new LogSink({ write: (line) => lines.push(line) }))
      .compile()
    app = module.createNestApplication({ bufferLogs: true })
    app.useLogger(app.get(Logger))
    await app.listen(0, '127.0.0.1')
    address = await app.getUrl()
  })

  afterAll(() => app.close())
  beforeEach(() => {
    lines.length = 0
  })

  const records = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line))

  it('logs events with the keys of the configuration masked', () => {
    app
      .get(EventLog)
      .info('worker_ready', {}, 'Ready with a-key-of-the-backend, a-key-of-front-ends and a-long-password')
    expect(records()).toEqual([
      expect.objectContaining({
        'event.action': 'worker_ready',
        message: 'Ready with [secret], [secret] and [secret]'
      })
    ])
  })

  it('logs what Nest says under the name of its logger', () => {
    app.get(Logger).warn('Mapped', 'RouterExplorer')
    expect(records()[0]).toMatchObject({
      'log.logger': 'RouterExplorer',
      message: 'Mapped',
      'log.level': 'warn'
    })
  })

  it('logs one line per request under the trace id of its header, without query and headers', async () => {
    await fetch(`${address}/version?email=priya@example.com`, {
      headers: { 'x-cdp-request-id': 'abc-123', 'x-api-key': 'nobody-sees-this' }
    })
    await untilLogged(1)
    expect(records()).toEqual([
      expect.objectContaining({
        'trace.id': 'abc-123',
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.path': '/version',
        'event.duration': expect.any(Number),
        message: 'GET /version answered 200'
      })
    ])
    expect(lines.join('')).not.toMatch(/priya|nobody-sees-this/)
  })

  it('gives a request without a usable id a new one', async () => {
    await fetch(`${address}/missing`, { headers: { 'x-cdp-request-id': 'not an id {' } })
    await untilLogged(1)
    expect(records()[0]).toMatchObject({ 'trace.id': expect.stringMatching(/^[0-9a-f]{32}$/) })
  })

  it("takes the trace id of W3C's header where the platform's is missing", async () => {
    await fetch(`${address}/missing`, {
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }
    })
    await untilLogged(1)
    expect(records()[0]).toMatchObject({ 'trace.id': '4bf92f3577b34da6a3ce929d0e0e4736' })
  })

  it('does not log health checks', async () => {
    await fetch(`${address}/health`)
    await fetch(`${address}/health/ready`)
    await fetch(`${address}/version`)
    await untilLogged(1)
    expect(records().map((record) => record['url.path'])).toEqual(['/version'])
  })

  async function untilLogged(count: number): Promise<void> {
    while (lines.length < count) await new Promise(setImmediate)
  }
})
