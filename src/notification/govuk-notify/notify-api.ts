import { Agent } from 'node:https'
import { create as createHttp, type AxiosProxyConfig, type CreateAxiosDefaults } from 'axios'
import { NotifyClient } from 'notifications-node-client'
import { trustedRoots } from '../../trusted-roots'
import { NotifyFailure, toNotifyFailure } from './notify-failure'

const MAX_RESPONSE_BYTES = 1024 * 1024
const MAX_REQUEST_BYTES = 64 * 1024

export interface NotifyApiOptions {
  readonly baseUrl: string
  readonly apiKey: string
  /** For one request as a whole, connecting included. */
  readonly timeoutMs: number
  readonly proxyUrl?: string
  /** PEM certificates added to the built-in roots. */
  readonly trustedCertificates: readonly string[]
}

export interface Email {
  readonly templateId: string
  readonly address: string
  readonly personalisation: Readonly<Record<string, string>>
  /** Keys of the personalisation that Notify is to clean of Markdown and links. */
  readonly sanitiseContentFor: readonly string[]
  /** Label without personal data under which the e-mail is found again. */
  readonly reference: string
}

export interface HeldEmail {
  readonly id: string
  /** In the words of Notify. */
  readonly status: string
}

/** The two questions that this service asks GOV.UK Notify. */
export class NotifyApi {
  private readonly http: CreateAxiosDefaults

  constructor(private readonly options: NotifyApiOptions) {
    this.http = {
      timeout: options.timeoutMs,
      maxContentLength: MAX_RESPONSE_BYTES,
      maxBodyLength: MAX_REQUEST_BYTES,
      maxRedirects: 0,
      httpsAgent: agentFor(options.trustedCertificates),
      // `false` and not undefined: axios would read the proxy variables of the environment.
      proxy: options.proxyUrl === undefined ? false : toProxy(options.proxyUrl)
    }
  }

  /** @returns Notify's id of the e-mail. @throws NotifyFailure, or the reason of the signal when it was aborted */
  async send(email: Email, signal: AbortSignal): Promise<string> {
    const { templateId, address, personalisation, reference } = email
    const sanitiseContentFor = [...email.sanitiseContentFor]
    const answer = await this.call(signal, (client) =>
      client.sendEmail(templateId, address, { personalisation, reference, sanitiseContentFor })
    )
    const id: unknown = answer.data?.id
    if (typeof id !== 'string')
      throw new NotifyFailure('unavailable', 'Notify answered without the id of the e-mail')
    return id
  }

  /**
   * The newest e-mail that Notify holds under this reference.
   * @throws NotifyFailure, or the reason of the signal when it was aborted
   */
  async find(reference: string, signal: AbortSignal): Promise<HeldEmail | null> {
    const answer = await this.call(signal, (client) => client.getNotifications('email', undefined, reference))
    const found = answer.data?.notifications
    if (!Array.isArray(found))
      throw new NotifyFailure('unavailable', 'Notify answered without a list of e-mails')
    const newest = found.find((notification) => notification?.reference === reference)
    return newest ? { id: newest.id, status: newest.status } : null
  }

  private async call<T>(signal: AbortSignal, request: (client: NotifyClient) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    const deadline = AbortSignal.timeout(this.options.timeoutMs)
    try {
      return await request(this.clientFor(AbortSignal.any([signal, deadline])))
    } catch (error) {
      signal.throwIfAborted()
      throw toNotifyFailure(error)
    }
  }

  /** The client takes no signal per call. It holds three strings; sockets are pooled by Node's own agent. */
  private clientFor(signal: AbortSignal): NotifyClient {
    const client = new NotifyClient(this.options.baseUrl, this.options.apiKey)
    client.setClient(createHttp({ ...this.http, signal }))
    return client
  }
}

/** Undefined: Node's own agent, which trusts the built-in roots. */
function agentFor(trustedCertificates: readonly string[]): Agent | undefined {
  const ca = trustedRoots(trustedCertificates)
  return ca && new Agent({ ca, keepAlive: true })
}

function toProxy(proxyUrl: string): AxiosProxyConfig {
  const { protocol, hostname, port, username, password } = new URL(proxyUrl)
  const defaultPort = protocol === 'https:' ? 443 : 80
  const proxy = { protocol, host: hostname, port: port ? Number(port) : defaultPort }
  if (!username) return proxy
  return {
    ...proxy,
    auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  }
}
