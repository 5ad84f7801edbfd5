import { SQSClient } from '@aws-sdk/client-sqs'
import { BackOff } from './back-off'
import { MAX_VISIBILITY_SECONDS } from './failure'
import { Gate } from './gate'
import { SqsEventListener } from './sqs-transport.events'

/** One queue and how its messages are worked on. */
export interface SqsQueueOptions {
  /** Label in events, status and `SqsContext`. */
  readonly name: string
  readonly url: string
  /** The `@EventPattern` whose handler gets the queue's messages. */
  readonly pattern: string
  /** Messages worked on at once. */
  readonly slots: number
  /** Long poll, 0 to 20; default 20. */
  readonly waitTimeSeconds?: number
  /** How long an unrenewed message stays hidden, 1 to 43,200; default 60. */
  readonly visibilityTimeoutSeconds?: number
  /** Default a quarter of the visibility timeout. */
  readonly renewEverySeconds?: number
  /** 1 to 10, default 10; fewer are asked for when fewer slots are free. */
  readonly maxMessagesPerReceive?: number
  /**
   * Most receives side by side, 1 to 20; default as many as fill all slots, at most 4. An idle queue has one: others
   * join only while receives come back full.
   */
  readonly pollers?: number
  /** Stands in while the queue's own redrive policy cannot be read. */
  readonly maxReceiveCount?: number
  /** After it the handler's signal is aborted with `deadline`; default none. */
  readonly handlerDeadlineSeconds?: number
  /** A handler that goes on for so long after its deadline counts as stuck; default 30. */
  readonly handlerGraceSeconds?: number
  /**
   * Whether a handler is asked to stop (`lease-lost`) when SQS may have handed its message to somebody else; default
   * true. False where the handlers keep a lease of their own, so that a second delivery cannot run beside them.
   */
  readonly interruptsOnLeaseLost?: boolean
  /** For errors that are no outcome of their own; default 30 s doubling to 900 s. */
  readonly retryBackOff?: BackOff
  readonly gates?: readonly Gate[]
  /**
   * Name of a queue that comes first: nothing is received while all slots of that one are busy, or while it has a
   * backlog. What has been received goes on.
   */
  readonly givesWayTo?: string
  /** Makes the payload from the body; default the body itself. Its errors count as the handler's. */
  readonly deserialize?: (body: string) => unknown
}

export interface SqsTransportOptions {
  /**
   * Build it with `maxAttempts: 1`: the transport retries by itself. It is not destroyed by the transport. May be
   * left out when `createClient` is given.
   */
  readonly client?: SQSClient
  /** Makes a client in place of one whose credentials SQS refuses, at most once in 30 s. The transport destroys it. */
  readonly createClient?: () => SQSClient
  readonly queues: readonly SqsQueueOptions[]
  /** From the start of a shutdown to its end; default 25,000. */
  readonly drainTimeoutMs?: number
  /** How long before that end running handlers are interrupted; default 5,000. */
  readonly interruptLeadMs?: number
  /** Limit of every call, in a receive on top of its wait time; default 10,000. */
  readonly requestTimeoutMs?: number
  /**
   * What a queue that does not exist at the start does: `retry` (default) = it is tried again with `pollBackOff`,
   * `refuse` = the start fails. A queue that vanishes later is always tried again.
   */
  readonly missingQueue?: 'retry' | 'refuse'
  /** After failed receives: `transient` default 0.5 to 30 s; `access` (also a missing queue) 5 to 30 s. */
  readonly pollBackOff?: { readonly transient: BackOff; readonly access: BackOff }
  readonly onEvent?: SqsEventListener
}

type WithDefault =
  | 'waitTimeSeconds'
  | 'visibilityTimeoutSeconds'
  | 'renewEverySeconds'
  | 'maxMessagesPerReceive'
  | 'pollers'
  | 'handlerGraceSeconds'
  | 'interruptsOnLeaseLost'
  | 'retryBackOff'
  | 'gates'
  | 'deserialize'

/** A queue's options with every default filled in. */
export type QueueSettings = SqsQueueOptions &
  Required<Pick<SqsQueueOptions, WithDefault>> & {
    readonly pollBackOff: PollBackOff
    readonly requestTimeoutMs: number
  }

type PollBackOff = Required<SqsTransportOptions>['pollBackOff']

/** The options are unusable; the message lists every fault. */
export class InvalidSqsTransportOptions extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The SQS transport cannot start: ${faults.join('; ')}`)
    this.name = 'InvalidSqsTransportOptions'
  }
}

const POLL_BACK_OFF: PollBackOff = {
  transient: { baseSeconds: 0.5, capSeconds: 30 },
  access: { baseSeconds: 5, capSeconds: 30 }
}

/** More receives side by side bring no more messages: from here on the calls themselves are the work. */
const MOST_DEFAULT_POLLERS = 4

/** Fills in the defaults of every queue. @throws InvalidSqsTransportOptions naming all faults at once */
export function resolveQueues(options: SqsTransportOptions): QueueSettings[] {
  const queues = options.queues.map((queue) => withDefaults(queue, options))
  const names = queues.map((queue) => queue.name)
  const faults = [
    ...transportFaults(options),
    ...(queues.length === 0 ? ['no queue is configured'] : []),
    ...(new Set(names).size < names.length ? ['two queues have the same name'] : []),
    ...queues.flatMap(faultsOf),
    ...queues.flatMap((queue) => precedenceFaults(queue, names))
  ]
  if (faults.length > 0) throw new InvalidSqsTransportOptions(faults)
  return queues
}

function withDefaults(queue: SqsQueueOptions, options: SqsTransportOptions): QueueSettings {
  return {
    ...queue,
    ...receiving(queue),
    handlerGraceSeconds: queue.handlerGraceSeconds ?? 30,
    interruptsOnLeaseLost: queue.interruptsOnLeaseLost ?? true,
    retryBackOff: queue.retryBackOff ?? { baseSeconds: 30, capSeconds: 900 },
    gates: queue.gates ?? [],
    deserialize: queue.deserialize ?? ((body) => body),
    pollBackOff: options.pollBackOff ?? POLL_BACK_OFF,
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000
  }
}

function receiving(queue: SqsQueueOptions) {
  const { waitTimeSeconds = 20, visibilityTimeoutSeconds = 60, maxMessagesPerReceive = 10 } = queue
  const receivesToFillSlots = Math.max(1, Math.ceil(queue.slots / maxMessagesPerReceive))
  return {
    waitTimeSeconds,
    visibilityTimeoutSeconds,
    renewEverySeconds: queue.renewEverySeconds ?? visibilityTimeoutSeconds / 4,
    maxMessagesPerReceive,
    pollers: queue.pollers ?? Math.min(MOST_DEFAULT_POLLERS, receivesToFillSlots)
  }
}

function transportFaults(options: SqsTransportOptions): string[] {
  const { client, createClient, missingQueue = 'retry', requestTimeoutMs = 10_000 } = options
  const checks: [isSound: boolean, fault: string][] = [
    [(client ?? createClient) !== undefined, 'client or createClient is required'],
    [['retry', 'refuse'].includes(missingQueue), 'missingQueue must be "retry" or "refuse"'],
    [requestTimeoutMs > 0, 'requestTimeoutMs must be above 0']
  ]
  return checks.filter(([isSound]) => !isSound).map(([, fault]) => fault)
}

function faultsOf(queue: QueueSettings): string[] {
  const { name, visibilityTimeoutSeconds: visibility, renewEverySeconds: renewal } = queue
  const checks: [isSound: boolean, fault: string][] = [
    [URL.canParse(queue.url), 'url is not an address'],
    [isWhole(queue.slots, 1, 10_000), 'slots must be a whole number from 1'],
    [isWhole(queue.waitTimeSeconds, 0, 20), 'waitTimeSeconds must be a whole number from 0 to 20'],
    [
      isWhole(visibility, 1, MAX_VISIBILITY_SECONDS),
      'visibilityTimeoutSeconds must be a whole number from 1 to 43200'
    ],
    [
      renewal > 0 && renewal < visibility,
      'renewEverySeconds must be above 0 and below visibilityTimeoutSeconds'
    ],
    [
      isWhole(queue.maxMessagesPerReceive, 1, 10),
      'maxMessagesPerReceive must be a whole number from 1 to 10'
    ],
    [isWhole(queue.pollers, 1, 20), 'pollers must be a whole number from 1 to 20'],
    [isDeadline(queue.handlerDeadlineSeconds), 'handlerDeadlineSeconds must be above 0 and at most 43200'],
    [isDeadline(queue.handlerGraceSeconds), 'handlerGraceSeconds must be above 0 and at most 43200']
  ]
  return checks.filter(([isSound]) => !isSound).map(([, fault]) => `queue "${name}": ${fault}`)
}

function precedenceFaults({ name, givesWayTo }: QueueSettings, names: readonly string[]): string[] {
  if (givesWayTo === undefined || (givesWayTo !== name && names.includes(givesWayTo))) return []
  return [`queue "${name}": givesWayTo names no other queue`]
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function isDeadline(seconds: number | undefined): boolean {
  return seconds === undefined || (seconds > 0 && seconds <= MAX_VISIBILITY_SECONDS)
}
