import { Inject, Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common'
import { CustomTransportStrategy, MessageHandler, Server } from '@nestjs/microservices'
import { lastValueFrom } from 'rxjs'
import { DrainOptions, drainWorkers, summarise } from './drain'
import { InFlightMessage } from './in-flight-message'
import { QueueWorker } from './queue-worker'
import { addressFaults } from './queue-address'
import { SqsContext } from './sqs.context'
import { SqsClients } from './sqs-clients'
import { SqsQueue } from './sqs-queue'
import { DrainSummary, EmitEvent, safeEmitter } from './sqs-transport.events'
import {
  InvalidSqsTransportOptions,
  QueueSettings,
  resolveQueues,
  SqsTransportOptions
} from './sqs-transport.options'
import { SqsTransportStatus } from './sqs-transport.status'

/** Token of the transport's options. */
export const SQS_TRANSPORT_OPTIONS = Symbol('SQS_TRANSPORT_OPTIONS')

/**
 * SQS as a Nest microservice transport. Messages of each configured queue go to the one `@EventPattern` handler of
 * the queue's pattern, through pipes, guards, interceptors and filters; the handler's promise settles the message.
 * Nothing is received before both `listen()` and the application's own start-up hooks are done.
 *
 * @example
 * app.connectMicroservice({ strategy: app.get(SqsServer) }, { inheritAppConfig: true })
 * await app.startAllMicroservices()
 */
@Injectable()
export class SqsServer
  extends Server
  implements CustomTransportStrategy, OnApplicationBootstrap, OnModuleDestroy
{
  /** For `@EventPattern(pattern, SqsServer.transport)` in an application with several transports. */
  static readonly transport = Symbol('SQS')
  override readonly transportId = SqsServer.transport
  private readonly workers: readonly QueueWorker[]
  private readonly clients: SqsClients
  private readonly handlers = new Map<string, MessageHandler>()
  private readonly emit: EmitEvent
  private readonly startedAtMs = performance.now()
  private draining: Promise<DrainSummary> | undefined
  private isListening = false
  private isBootstrapped = false

  constructor(@Inject(SQS_TRANSPORT_OPTIONS) private readonly options: SqsTransportOptions) {
    super()
    this.emit = safeEmitter(options.onEvent)
    const queues = resolveQueues(options)
    this.clients = new SqsClients(options, this.emit)
    this.workers = queues.map((settings) => {
      const queue = new SqsQueue(this.clients, settings.url, settings.requestTimeoutMs)
      return new QueueWorker(settings, queue, (message, worker) => this.handle(message, worker), this.emit)
    })
    for (const worker of this.workers) {
      const { givesWayTo } = worker.settings
      if (givesWayTo !== undefined) worker.giveWayTo(this.worker(givesWayTo))
    }
  }

  /** Refuses a second handler: Nest would chain both, and the message would have no single outcome. */
  override addHandler(...[pattern, callback, isEvent, extras]: Parameters<Server['addHandler']>): void {
    const route = this.normalizePattern(pattern)
    if (this.messageHandlers.has(route)) {
      throw new InvalidSqsTransportOptions([`two handlers claim the pattern "${route}"`])
    }
    super.addHandler(pattern, callback, isEvent, extras)
  }

  /** Lets the queues be received from, or tells the callback what is wrong with them. */
  listen(callback: (error?: Error) => void): void {
    const orphans = this.workers.filter(({ settings }) => !this.getHandlerByPattern(settings.pattern))
    const faults = orphans.map(
      ({ settings: { name, pattern } }) => `queue "${name}": no handler for "${pattern}"`
    )
    if (faults.length > 0) return callback(new InvalidSqsTransportOptions(faults))
    void this.listenOnceSound(callback)
  }

  /** @internal A hybrid application may call `listen()` before its providers have run `onModuleInit`. */
  onApplicationBootstrap(): void {
    this.isBootstrapped = true
    this.startWhenReady()
  }

  /** Stops receiving from one queue; running handlers go on. What the receive in progress brings is given back. */
  pause(queueName: string): void {
    this.worker(queueName).pause()
  }

  resume(queueName: string): void {
    this.worker(queueName).resume()
  }

  /** State for health checks. (`status` is taken by Nest: a stream of connection states.) */
  getStatus(): SqsTransportStatus {
    return {
      isDraining: this.draining !== undefined,
      queues: this.workers.map((worker) => worker.status())
    }
  }

  /** Brings the transport to rest, once; later calls wait for the first. Limits default to the options. */
  drain(limits: Partial<DrainOptions> = {}): Promise<DrainSummary> {
    this.draining ??= this.runDrain({
      drainTimeoutMs: limits.drainTimeoutMs ?? this.options.drainTimeoutMs ?? 25_000,
      interruptLeadMs: limits.interruptLeadMs ?? this.options.interruptLeadMs ?? 5000
    })
    return this.draining
  }

  /** @internal Drains before connections close and while the HTTP listener still answers. */
  async onModuleDestroy(): Promise<void> {
    await this.drain()
  }

  /** @internal */
  async close(): Promise<void> {
    await this.drain()
  }

  /** @internal Connection events do not exist: SQS is called over HTTP. Use the option `onEvent`. */
  on(): never {
    throw new Error('SqsServer has no connection events; use the option onEvent')
  }

  /** @internal There is no server object behind the transport. */
  unwrap(): never {
    throw new Error('SqsServer wraps no server; inject the SQSClient itself')
  }

  private async listenOnceSound(callback: (error?: Error) => void): Promise<void> {
    const settings = this.workers.map((worker) => worker.settings)
    const faults = [...(await addressFaults(this.clients.current, settings)), ...(await this.missingQueues())]
    if (faults.length > 0) return callback(new InvalidSqsTransportOptions(faults))
    this.isListening = true
    this.startWhenReady()
    callback()
  }

  private async missingQueues(): Promise<string[]> {
    if (this.options.missingQueue !== 'refuse') return []
    const areMissing = await Promise.all(this.workers.map((worker) => worker.isMissing()))
    return this.workers
      .filter((_worker, index) => areMissing[index])
      .map(({ settings: { name, url } }) => `queue "${name}": SQS knows no queue at ${url}`)
  }

  private startWhenReady(): void {
    if (this.isListening && this.isBootstrapped) this.workers.forEach((worker) => worker.start())
  }

  private worker(queueName: string): QueueWorker {
    const worker = this.workers.find(({ settings }) => settings.name === queueName)
    if (!worker) throw new Error(`No queue is named "${queueName}"`)
    return worker
  }

  private async runDrain(limits: DrainOptions): Promise<DrainSummary> {
    await drainWorkers(this.workers, limits, this.emit)
    this.clients.destroyAll()
    const summary = summarise(this.workers, Math.round((performance.now() - this.startedAtMs) / 1000))
    this.emit({ type: 'worker_drained', ...summary })
    return summary
  }

  private async handle(message: InFlightMessage, { settings, maxReceiveCount }: QueueWorker): Promise<void> {
    const handler = this.handlerOf(settings)
    const { messageId, receiveCount, sentAt, attributes, bodyBytes, signal } = message
    const context = new SqsContext({
      queueName: settings.name,
      messageId,
      receiveCount,
      maxReceiveCount,
      sentAt,
      attributes,
      bodyBytes,
      signal
    })
    await this.insideHooks(context, async () =>
      this.call(handler, settings.deserialize(message.body), context)
    )
  }

  /** Nest works out the route of a pattern anew each time it is asked. */
  private handlerOf({ name, pattern }: QueueSettings): MessageHandler {
    const known = this.handlers.get(name)
    if (known) return known
    const handler = this.getHandlerByPattern(pattern)!
    this.handlers.set(name, handler)
    return handler
  }

  /** Waits for the work itself: a hook need not return the promise of the function it is given. */
  private async insideHooks(context: SqsContext, work: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const run = async (): Promise<void> => {
        await work().then(resolve, reject)
        this.onProcessingEndHook?.(this.transportId, context)
      }
      const started = async (): Promise<void> => this.onProcessingStartHook(this.transportId, context, run)
      started().catch(reject)
    })
  }

  private async call(handler: MessageHandler, data: unknown, context: SqsContext): Promise<void> {
    const result: unknown = await handler(data, context)
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined })
  }
}
