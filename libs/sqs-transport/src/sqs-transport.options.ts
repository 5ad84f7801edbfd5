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
  /** Stands in while the queue's own redrive policy cannot be read. */
  readonly maxReceiveCount?: number
  /** After it the handler's signal is aborted with `deadline`; default none. */
  readonly handlerDeadlineSeconds?: number
  /** For errors that are no outcome of their own; default 30 s doubling to 900 s. */
  readonly retryBackOff?: BackOff
  readonly gates?: readonly Gate[]
  /** Makes the payload from the body; default the body itself. Its errors count as the handler's. */
  readonly deserialize?: (body: string) => unknown
}

export interface SqsTransportOptions {
  /** Build it with `maxAttempts: 1`: the transport retries by itself. It is not destroyed by the transport. */
  readonly client: SQSClient
  readonly queues: readonly SqsQueueOptions[]
  /** From the start of a shutdown to its end; default 25,000. */
  readonly drainTimeoutMs?: number
  /** How long before that end running handlers are interrupted; default 5,000. */
  readonly interruptLeadMs?: number
  /** Limit of every call but the long poll; default 10,000. */
  readonly requestTimeoutMs?: number
  /** After failed receives: `transient` default 1 to 60 s; `access` (also a missing queue) 10 to 60 s. */
  readonly pollBackOff?: { readonly transient: BackOff; readonly access: BackOff }
  readonly onEvent?: SqsEventListener
}

type WithDefault =
  | 'waitTimeSeconds'
  | 'visibilityTimeoutSeconds'
  | 'renewEverySeconds'
  | 'maxMessagesPerReceive'
  | 'retryBackOff'
  | 'gates'
  | 'deserialize'

/** A queue's options with every default filled in. */
export type QueueSettings = SqsQueueOptions &
  Required<Pick<SqsQueueOptions, WithDefault>> & { readonly pollBackOff: PollBackOff }

type PollBackOff = Required<SqsTransportOptions>['pollBackOff']

/** The options are unusable; the message lists every fault. */
export class InvalidSqsTransportOptions extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The SQS transport cannot start: ${faults.join('; ')}`)
    this.name = 'InvalidSqsTransportOptions'
  }
}

const POLL_BACK_OFF: PollBackOff = {
  transient: { baseSeconds: 1, capSeconds: 60 },
  access: { baseSeconds: 10, capSeconds: 60 }
}

/** Fills in the defaults of every queue. @throws InvalidSqsTransportOptions naming all faults at once */
export function resolveQueues(options: SqsTransportOptions): QueueSettings[] {
  const queues = options.queues.map((queue) => withDefaults(queue, options.pollBackOff ?? POLL_BACK_OFF))
  const names = queues.map((queue) => queue.name)
  const faults = [
    ...(queues.length === 0 ? ['no queue is configured'] : []),
    ...(new Set(names).size < names.length ? ['two queues have the same name'] : []),
    ...queues.flatMap(faultsOf)
  ]
  if (faults.length > 0) throw new InvalidSqsTransportOptions(faults)
  return queues
}

function withDefaults(queue: SqsQueueOptions, pollBackOff: PollBackOff): QueueSettings {
  const visibilityTimeoutSeconds = queue.visibilityTimeoutSeconds ?? 60
  return {
    ...queue,
    visibilityTimeoutSeconds,
    waitTimeSeconds: queue.waitTimeSeconds ?? 20,
    renewEverySeconds: queue.renewEverySeconds ?? visibilityTimeoutSeconds / 4,
    maxMessagesPerReceive: queue.maxMessagesPerReceive ?? 10,
    retryBackOff: queue.retryBackOff ?? { baseSeconds: 30, capSeconds: 900 },
    gates: queue.gates ?? [],
    deserialize: queue.deserialize ?? ((body) => body),
    pollBackOff
  }
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
    [isDeadline(queue.handlerDeadlineSeconds), 'handlerDeadlineSeconds must be above 0 and at most 43200']
  ]
  return checks.filter(([isSound]) => !isSound).map(([, fault]) => `queue "${name}": ${fault}`)
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function isDeadline(seconds: number | undefined): boolean {
  return seconds === undefined || (seconds > 0 && seconds <= MAX_VISIBILITY_SECONDS)
}
