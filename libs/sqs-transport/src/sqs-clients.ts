import { SQSClient } from '@aws-sdk/client-sqs'
import { isCredentialError } from './sqs-error'
import { EmitEvent } from './sqs-transport.events'

/** A fresh client whose credentials are refused as well is not replaced at once. */
const REPLACE_EVERY_MS = 30_000

interface ClientSource {
  readonly client?: SQSClient
  readonly createClient?: () => SQSClient
}

/**
 * The client in use. One whose credentials SQS refuses is replaced when the application says how; calls on the wire
 * keep the client that they began with.
 */
export class SqsClients {
  private inUse: SQSClient
  private retired: SQSClient | undefined
  private lastReplacedAtMs = Number.NEGATIVE_INFINITY
  private readonly createClient: (() => SQSClient) | undefined
  private readonly made = new Set<SQSClient>()

  constructor(
    source: ClientSource,
    private readonly emit: EmitEvent
  ) {
    this.createClient = source.createClient
    this.inUse = source.client ?? this.make(source.createClient)
  }

  get current(): SQSClient {
    return this.inUse
  }

  /** Replaces the client that failed, if its credentials are the reason and nobody has replaced it yet. */
  replaceAfter(error: unknown, failed: SQSClient): void {
    if (this.createClient === undefined || failed !== this.inUse || !isCredentialError(error)) return
    const now = performance.now()
    if (now - this.lastReplacedAtMs < REPLACE_EVERY_MS) return
    this.lastReplacedAtMs = now
    this.destroy(this.retired)
    this.retired = this.inUse
    this.inUse = this.make(this.createClient)
    this.emit({ type: 'client_replaced', error })
  }

  /** Closes the sockets of the clients that were made here; the application's own is left to it. */
  destroyAll(): void {
    for (const client of this.made) this.destroy(client)
  }

  private make(createClient: (() => SQSClient) | undefined): SQSClient {
    if (createClient === undefined) throw new Error('Neither client nor createClient is given')
    const client = createClient()
    this.made.add(client)
    return client
  }

  private destroy(client: SQSClient | undefined): void {
    if (client !== undefined && this.made.delete(client)) client.destroy()
  }
}
