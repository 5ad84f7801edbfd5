import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NotifyOptions } from '../../config/config.tokens'
import { EventLog, type EventRecord } from '../../observability/log-events'
import type { CompletedNotice, FailedNotice } from '../notifier'
import { emailReference } from './email-reference'
import { GovukNotifyNotifier } from './govuk-notify.notifier'

const API_KEY = 'worker-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0'

type Answer = 'hang' | 'accept-then-hang' | 'cut' | { status: number; body?: unknown; headers?: object }
interface Sent {
  readonly template_id: string
  readonly email_address: string
  readonly personalisation: Record<string, string>
  readonly reference: string
  readonly sanitise_content_for: string[]
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port')
  return `http://127.0.0.1:${address.port}`
}

/** Notify behind a real socket: answers a POST as scripted (201 when the script is over) and keeps what it accepted. */
class ScriptedNotify {
  readonly posts: Sent[] = []
  readonly accepted: string[] = []
  readonly authorisations: (string | undefined)[] = []
  lists = 0
  requestsCutByClient = 0
  script: Answer[] = []
  listScript: Answer[] = []
  private readonly server: Server = createServer((request, response) => void this.answer(request, response))

  async start(): Promise<string> {
    return listen(this.server)
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.authorisations.push(request.headers.authorization)
    if (request.method === 'GET') return this.list(new URL(request.url!, 'http://notify'), response)
    const sent: Sent = JSON.parse(Buffer.concat(await request.toArray()).toString())
    this.posts.push(sent)
    const answer = this.script.shift() ?? { status: 201, body: { id: `id-${this.posts.length}` } }
    const isAccepted = answer === 'accept-then-hang' || (typeof answer === 'object' && answer.status === 201)
    if (isAccepted) this.accepted.push(sent.reference)
    this.send(answer, response)
  }

  private list(url: URL, response: ServerResponse): void {
    this.lists += 1
    const wanted = url.searchParams.get('reference')
    const notifications = this.accepted.filter((it) => it === wanted).map((reference) => ({ reference }))
    this.send(this.listScript.shift() ?? { status: 200, body: { notifications } }, response)
  }

  private send(answer: Answer, response: ServerResponse): void {
    response.on('close', () => {
      if (!response.writableEnded && answer !== 'cut') this.requestsCutByClient += 1
    })
    if (answer === 'cut') response.destroy()
    if (typeof answer === 'string') return
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(answer.body ?? {}))
  }
}

const refusal = (status: number, error: string, message = 'no') => ({
  status,
  body: { status_code: status, errors: [{ error, message }] }
})

const completed: CompletedNotice = {
  reference: 'NRL-204871',
  revision: 1,
  developmentName: 'Mill Lane',
  assessmentTypes: ['nutrient'],
  isRedelivery: false,
  email: 'planner@example.com'
}
const failed: FailedNotice = {
  ...completed,
  code: 'invalid_geometry',
  reason: 'The site boundary is not valid.'
}

describe('GovukNotifyNotifier', () => {
  let notify: ScriptedNotify
  let baseUrl: string
  let events: { level: string; record: EventRecord; sentence: string }[]
  const never = new AbortController().signal

  beforeEach(async () => {
    notify = new ScriptedNotify()
    baseUrl = await notify.start()
    events = []
  })

  afterEach(async () => {
    await notify.stop()
    const leak = JSON.stringify(events).match(/planner@|support@|Bearer|3d844edf/)
    if (leak) throw new Error(`The log holds "${leak[0]}"`)
  })

  const notifier = (changes: Partial<NotifyOptions> = {}, backoffBaseMs = 2) =>
    new GovukNotifyNotifier(
      {
        enabled: true,
        baseUrl,
        apiKey: API_KEY,
        templateJobCompleted: 'template-completed',
        templateJobFailed: 'template-failed',
        supportEmail: 'support@example.org',
        resultsBaseUrl: 'https://nrf.example/results/',
        allowedDomains: [],
        timeoutMs: 5_000,
        ...changes
      },
      new EventLog({ write: (level, record, sentence) => events.push({ level, record, sentence }) }),
      backoffBaseMs
    )

  const actions = () => events.map(({ record }) => `${record['event.action']} ${record['event.outcome']}`)

  it('sends the completed e-mail to the applicant', async () => {
    await expect(notifier().tellCompleted(completed, never)).resolves.toBe('sent')
    expect(notify.posts).toEqual([
      {
        template_id: 'template-completed',
        email_address: 'planner@example.com',
        personalisation: expect.objectContaining({
          development_name: 'Mill Lane',
          results_link: 'https://nrf.example/results/NRL-204871'
        }),
        reference: emailReference(completed, 'job-completed'),
        sanitise_content_for: ['development_name', 'assessment_type']
      }
    ])
    expect(notify.authorisations).toEqual([expect.stringMatching(/^Bearer \S+\.\S+\.\S+$/)])
    expect(notify.lists).toBe(0)
    expect(actions()).toEqual(['effect_sent success'])
  })

  it('sends the failed e-mail to support, never to the applicant', async () => {
    await expect(notifier({ allowedDomains: ['gov.uk'] }).tellFailed(failed, never)).resolves.toBe('sent')
    expect(notify.posts).toMatchObject([
      {
        template_id: 'template-failed',
        email_address: 'support@example.org',
        personalisation: { error_message: 'The site boundary is not valid. (invalid_geometry)' }
      }
    ])
  })

  it.each([
    ['there is no address', {}, { email: undefined }],
    ['the domain is not allowed', { allowedDomains: ['gov.uk'] }, {}],
    ['only the end of the domain is allowed', { allowedDomains: ['ample.com'] }, {}],
    ['a second @ hides the domain', { allowedDomains: ['gov.uk'] }, { email: 'planner@gov.uk@example.com' }],
    ['the template is not configured', { templateJobCompleted: undefined }, {}],
    ['the results address is not configured', { resultsBaseUrl: undefined }, {}]
  ])('skips the completed e-mail when %s', async (_when, options, notice) => {
    await expect(notifier(options).tellCompleted({ ...completed, ...notice }, never)).resolves.toBe('skipped')
    expect(notify.posts).toEqual([])
  })

  it('compares domains without case', async () => {
    const shouting = { ...completed, email: 'planner@EXAMPLE.com' }
    await expect(notifier({ allowedDomains: ['example.com'] }).tellCompleted(shouting, never)).resolves.toBe(
      'sent'
    )
  })

  it.each(['templateJobFailed', 'supportEmail', 'resultsBaseUrl'] as const)(
    'skips the failed e-mail without %s',
    async (option) => {
      await expect(notifier({ [option]: undefined }).tellFailed(failed, never)).resolves.toBe('skipped')
      expect(notify.posts).toEqual([])
    }
  )

  it('repeats after the rate limit of a minute, without asking', async () => {
    notify.script = [refusal(429, 'RateLimitError'), refusal(429, 'RateLimitError')]
    await expect(notifier().tellCompleted(completed, never)).resolves.toBe('sent')
    expect([notify.posts.length, notify.lists]).toEqual([3, 0])
  })

  it('gives up after three attempts', async () => {
    notify.script = Array.from({ length: 9 }, () => refusal(429, 'RateLimitError'))
    await expect(notifier().tellCompleted(completed, never)).resolves.toBe('failed')
    expect(notify.posts).toHaveLength(3)
    expect(actions()).toEqual(['effect_sent failure'])
  })

  it.each([
    ['the daily limit', refusal(429, 'TooManyRequestsError')],
    ['a refused recipient', refusal(400, 'BadRequestError', 'planner@example.com is not in the team')],
    ['a refused key', refusal(403, 'AuthError')],
    ['an unknown template', refusal(404, 'NoResultFound')],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }]
  ])('does not repeat after %s', async (_what, answer) => {
    notify.script = [answer]
    await expect(notifier().tellCompleted(completed, never)).resolves.toBe('failed')
    expect(notify.posts).toHaveLength(1)
    expect(actions()).toEqual(['effect_sent failure'])
  })

  it.each<[string, Answer]>([
    ['an error of Notify', { status: 500 }],
    ['a cut connection', 'cut'],
    ['an answer without an id', { status: 200, body: '<html>' }]
  ])('asks before it repeats after %s', async (_what, answer) => {
    notify.script = [answer]
    await expect(notifier().tellCompleted(completed, never)).resolves.toBe('sent')
    expect([notify.posts.length, notify.lists]).toEqual([2, 1])
  })

  it('does not repeat an e-mail that was accepted before the time ran out', async () => {
    notify.script = ['accept-then-hang']
    await expect(notifier({ timeoutMs: 500 }).tellCompleted(completed, never)).resolves.toBe('already-sent')
    expect([notify.posts.length, notify.lists]).toEqual([1, 1])
    expect(actions()).toEqual(['effect_reconciled success'])
  })

  it('says that the outcome is unknown when no request was answered', async () => {
    notify.script = ['hang']
    notify.listScript = ['hang', 'hang']
    await expect(notifier({ timeoutMs: 150 }).tellCompleted(completed, never)).resolves.toBe('failed')
    expect(notify.posts).toHaveLength(1)
    expect(actions()).toEqual(['effect_unknown unknown'])
  })

  it('asks first when the message was delivered before', async () => {
    const again = { ...completed, isRedelivery: true }
    await expect(notifier().tellCompleted(again, never)).resolves.toBe('sent')
    await expect(notifier().tellCompleted(again, never)).resolves.toBe('already-sent')
    expect([notify.posts.length, notify.lists]).toEqual([1, 2])
  })

  it('does not send blindly when the question is refused', async () => {
    notify.listScript = [refusal(403, 'AuthError')]
    const again = { ...completed, isRedelivery: true }
    await expect(notifier().tellCompleted(again, never)).resolves.toBe('failed')
    expect(notify.posts).toEqual([])
  })

  it('reports a Notify that cannot be reached as failed', async () => {
    await expect(notifier({ baseUrl: 'http://127.0.0.1:9' }).tellCompleted(completed, never)).resolves.toBe(
      'failed'
    )
  })

  it('cuts a request short with the reason of the signal', async () => {
    notify.script = ['hang']
    const controller = new AbortController()
    const told = notifier({ timeoutMs: 120_000 }).tellCompleted(completed, controller.signal)
    while (notify.posts.length === 0) await sleep(5)
    const reason = new Error('shutdown')
    controller.abort(reason)
    await expect(told).rejects.toBe(reason)
    while (notify.requestsCutByClient === 0) await sleep(5)
  })

  it('cuts the wait before a repeat short with the reason of the signal', async () => {
    notify.script = [{ status: 503 }]
    const controller = new AbortController()
    const told = notifier({}, 120_000).tellCompleted(completed, controller.signal)
    while (notify.posts.length === 0) await sleep(5)
    const reason = new Error('shutdown')
    controller.abort(reason)
    await expect(told).rejects.toBe(reason)
  })

  it('goes through the proxy when one is set', async () => {
    const proxied = notifier({ baseUrl: 'http://notify.invalid', proxyUrl: baseUrl })
    await expect(proxied.tellCompleted(completed, never)).resolves.toBe('sent')
    expect(notify.posts).toHaveLength(1)
  })

  it('tunnels to an https Notify through the proxy', async () => {
    const asked: (string | undefined)[] = []
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
    const proxyUrl = await listen(proxy)
    const proxied = notifier({ baseUrl: 'https://notify.invalid', proxyUrl })
    await expect(proxied.tellCompleted(completed, never)).resolves.toBe('failed')
    expect(asked[0]).toBe('notify.invalid:443')
    await new Promise((resolve) => proxy.close(resolve))
  })

  it('ignores the proxy variables of the environment', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9'
    try {
      await expect(notifier().tellCompleted(completed, never)).resolves.toBe('sent')
    } finally {
      delete process.env.HTTP_PROXY
    }
  })

  it('refuses to start without a key', () => {
    expect(() => notifier({ apiKey: undefined })).toThrow('GOVUK_NOTIFY_API_KEY')
  })
})
