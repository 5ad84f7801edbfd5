import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NotifyOptions } from '../../config/config.tokens'
import { EventLog } from '../../observability/log-events'
import { Metrics } from '../../observability/metrics'
import { NotifierUnavailable, type CompletedNotice, type FailedNotice, type PreparedEmail } from '../notifier'
import { emailReference } from './email-reference'
import { GovukNotifyNotifier } from './govuk-notify.notifier'
import { NotifyBreaker } from './notify-breaker'

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
    const notifications = this.accepted
      .filter((it) => it === wanted)
      .map((reference) => ({ id: 'accepted', status: 'delivered', reference }))
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
  const never = new AbortController().signal
  const NOON = Date.UTC(2026, 10, 24, 12)
  let now: number

  beforeEach(async () => {
    now = NOON
    notify = new ScriptedNotify()
    baseUrl = await notify.start()
  })

  afterEach(() => notify.stop())

  const notifier = (changes: Partial<NotifyOptions> = {}) =>
    new GovukNotifyNotifier(
      {
        enabled: true,
        baseUrl,
        apiKey: API_KEY,
        templateJobCompleted: 'template-completed',
        templateJobFailed: 'template-failed',
        supportEmail: 'support@example.org',
        resultsBaseUrl: 'https://nrf.example/results/',
        trustedCertificates: [],
        allowedDomains: [],
        timeoutMs: 5_000,
        ...changes
      },
      new NotifyBreaker(new EventLog({ write: () => undefined }), new Metrics([]), () => now),
      () => now
    )

  function draftOf(from: GovukNotifyNotifier, notice: CompletedNotice = completed): PreparedEmail {
    const draft = from.draftCompleted(notice)
    if ('skipped' in draft) throw new Error(draft.skipped)
    return draft
  }

  const send = (from: GovukNotifyNotifier, signal = never) => from.send(draftOf(from), signal)

  it('sends the completed e-mail to the applicant', async () => {
    expect(await send(notifier())).toEqual({ status: 'accepted', id: 'id-1' })
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
  })

  it('sends the failed e-mail to support, with reason and code', async () => {
    const support = notifier()
    const draft = support.draftFailed(failed)
    expect('content' in draft && (await support.send(draft, never))).toMatchObject({ status: 'accepted' })
    expect(notify.posts).toMatchObject([
      {
        template_id: 'template-failed',
        email_address: 'support@example.org',
        personalisation: { error_message: 'The site boundary is not valid. (invalid_geometry)' }
      }
    ])
  })

  it('sends the same bytes on every try', async () => {
    const twice = notifier()
    const draft = draftOf(twice)
    await twice.send(draft, never)
    await notifier().send(JSON.parse(JSON.stringify(draft)), never)
    expect(notify.posts[1]).toEqual(notify.posts[0])
  })

  it.each([
    ['there is no address', {}, { email: undefined }],
    ['the domain is not allowed', { allowedDomains: ['gov.uk'] }, {}],
    ['only the end of the domain is allowed', { allowedDomains: ['ample.com'] }, {}],
    ['a second @ hides the domain', { allowedDomains: ['gov.uk'] }, { email: 'planner@gov.uk@example.com' }],
    ['the template is not configured', { templateJobCompleted: undefined }, {}],
    ['the results address is not configured', { resultsBaseUrl: undefined }, {}]
  ])('has no completed e-mail when %s', (_when, options, notice) => {
    const draft = notifier(options).draftCompleted({ ...completed, ...notice })
    expect(draft).toEqual({ skipped: expect.any(String) })
    expect(JSON.stringify(draft)).not.toContain('planner@')
  })

  it('compares domains without case', () => {
    const shouting = { ...completed, email: 'planner@EXAMPLE.com' }
    expect(notifier({ allowedDomains: ['example.com'] }).draftCompleted(shouting)).toHaveProperty('content')
  })

  it.each(['templateJobFailed', 'supportEmail', 'resultsBaseUrl'] as const)(
    'has no failed e-mail without %s',
    (option) => {
      expect(notifier({ [option]: undefined }).draftFailed(failed)).toEqual({ skipped: expect.any(String) })
    }
  )

  it.each([
    ['the limit of a minute', refusal(429, 'RateLimitError'), 60],
    ['the limit of a day, until the next one', refusal(429, 'TooManyRequestsError'), 43_260],
    ['a refused key', refusal(403, 'AuthError'), 300]
  ])('asks for another try after %s', async (_what, answer, retryAfterSeconds) => {
    notify.script = [answer]
    expect(await send(notifier())).toMatchObject({ status: 'held', retryAfterSeconds })
    expect(notify.posts).toHaveLength(1)
  })

  it('tries no other e-mail before the time of a refusal is over that holds for all of them', async () => {
    notify.script = [refusal(429, 'RateLimitError')]
    const limited = notifier()
    await send(limited)
    now += 20_000
    expect(await send(limited)).toMatchObject({ status: 'held', retryAfterSeconds: 40 })
    expect(notify.posts).toHaveLength(1)
    now += 40_000
    expect(await send(limited)).toMatchObject({ status: 'accepted' })
    expect(await send(limited)).toMatchObject({ status: 'accepted' })
  })

  it('asks for another try when no connection came about', async () => {
    expect(await send(notifier({ baseUrl: 'http://127.0.0.1:9' }))).toMatchObject({ status: 'held' })
  })

  it.each([
    ['a refused recipient', refusal(400, 'BadRequestError', 'planner@example.com is not in the team')],
    ['an unknown template', refusal(404, 'NoResultFound')],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }]
  ])('takes %s for the end of it', async (_what, answer) => {
    notify.script = [answer]
    const end = await send(notifier())
    expect(end).toMatchObject({ status: 'refused' })
    expect(JSON.stringify(end)).not.toContain('planner@')
    expect(notify.posts).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    ['an error of Notify', { status: 500 }],
    ['a cut connection', 'cut'],
    ['an answer without an id', { status: 200, body: '<html>' }]
  ])('does not know what %s means', async (_what, answer) => {
    notify.script = [answer]
    expect(await send(notifier())).toMatchObject({ status: 'unknown' })
    expect(notify.posts).toHaveLength(1)
  })

  it('finds an e-mail that was accepted before the time ran out', async () => {
    notify.script = ['accept-then-hang']
    const hasty = notifier({ timeoutMs: 500 })
    expect(await send(hasty)).toMatchObject({ status: 'unknown' })
    expect(await hasty.find(draftOf(hasty).reference, never)).toEqual({
      id: 'accepted',
      progress: 'delivered'
    })
    expect(await hasty.find('another', never)).toBeNull()
  })

  it.each([
    ['created', 'under-way'],
    ['sending', 'under-way'],
    ['delivered', 'delivered'],
    ['permanent-failure', 'undeliverable'],
    ['temporary-failure', 'undeliverable'],
    ['technical-failure', 'not-sent']
  ])('understands the status %s', async (status, progress) => {
    notify.listScript = [{ status: 200, body: { notifications: [{ id: '1', reference: 'it', status }] } }]
    expect(await notifier().find('it', never)).toEqual({ id: '1', progress })
  })

  it.each<[string, Answer]>([
    ['is refused', refusal(403, 'AuthError')],
    ['is not answered', 'cut'],
    ['has no list for an answer', { status: 200, body: {} }]
  ])('says so when its question %s', async (_what, answer) => {
    notify.listScript = [answer]
    await expect(notifier().find('any', never)).rejects.toBeInstanceOf(NotifierUnavailable)
  })

  it('cuts a request short with the reason of the signal', async () => {
    notify.script = ['hang']
    const controller = new AbortController()
    const sent = send(notifier({ timeoutMs: 120_000 }), controller.signal)
    while (notify.posts.length === 0) await sleep(5)
    const reason = new Error('shutdown')
    controller.abort(reason)
    await expect(sent).rejects.toBe(reason)
    while (notify.requestsCutByClient === 0) await sleep(5)
  })

  it('goes through the proxy when one is set', async () => {
    const proxied = notifier({ baseUrl: 'http://notify.invalid', proxyUrl: baseUrl })
    expect(await send(proxied)).toMatchObject({ status: 'accepted' })
    expect(notify.posts).toHaveLength(1)
  })

  it('tunnels to an https Notify through the proxy', async () => {
    const asked: (string | undefined)[] = []
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
    const proxyUrl = await listen(proxy)
    expect((await send(notifier({ baseUrl: 'https://notify.invalid', proxyUrl }))).status).not.toBe(
      'accepted'
    )
    expect(asked[0]).toBe('notify.invalid:443')
    await new Promise((resolve) => proxy.close(resolve))
  })

  it('ignores the proxy variables of the environment', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9'
    try {
      expect(await send(notifier())).toMatchObject({ status: 'accepted' })
    } finally {
      delete process.env.HTTP_PROXY
    }
  })

  it('refuses to start without a key', () => {
    expect(() => notifier({ apiKey: undefined })).toThrow('GOVUK_NOTIFY_API_KEY')
  })
})
