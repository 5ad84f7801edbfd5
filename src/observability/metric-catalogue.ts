export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds'

/** Besides `Service`, which every metric has. */
type DimensionName = 'Queue' | 'Reason' | 'Step'

export interface MetricDescription {
  /** `counter` adds up, `gauge` is the newest value, `distribution` is many single values. */
  readonly kind: 'counter' | 'gauge' | 'distribution'
  readonly unit: MetricUnit
  readonly dimensions: readonly DimensionName[]
  readonly meaning: string
  /** Where the figure comes from. */
  readonly source: string
}

type Facts = readonly [dimensions: readonly DimensionName[], source: string, meaning: string]

const counter = (...[dimensions, source, meaning]: Facts) =>
  ({ kind: 'counter', unit: 'Count', dimensions, meaning, source }) as const

const gauge = (unit: MetricUnit, ...[dimensions, source, meaning]: Facts) =>
  ({ kind: 'gauge', unit, dimensions, meaning, source }) as const

const distribution = (unit: MetricUnit, ...[dimensions, source, meaning]: Facts) =>
  ({ kind: 'distribution', unit, dimensions, meaning, source }) as const

const TRANSPORT = 'queue transport'
const JOBS = 'end of a try'
const LOG = 'event log'
const LEDGER = 'ledger, once a minute'
const STEPS = 'around each step'
const NOTIFY = 'client of GOV.UK Notify'
const BACKEND = 'client of the backend'
const SAMPLE = 'sampled once a second'
const QUEUE = 'attributes of the queue, once a minute'

/** Every metric of the worker: the one list; `docs/metrics.md` is generated from it. */
export const METRIC_CATALOGUE = {
  MessagesReceived: counter(['Queue'], TRANSPORT, 'Messages that were given to a handler.'),
  MessagesDeleted: counter(['Queue'], TRANSPORT, 'Messages with which nothing is left to do.'),
  MessagesReleased: counter(
    ['Queue', 'Reason'],
    TRANSPORT,
    'Messages that were made visible at once: the worker stops, is paused, or a gate has closed.'
  ),
  MessagesQuarantined: counter(
    ['Queue'],
    TRANSPORT,
    'Deliveries left to the redrive policy; a message counts once per receive until it is moved.'
  ),
  MessagesDuplicateCompleted: counter([], LOG, 'Deliveries of a job that had ended before.'),
  MessagesDuplicateInFlight: counter(
    ['Queue'],
    TRANSPORT,
    'Deliveries of a message that this worker was working on.'
  ),
  StaleDeletes: counter(
    ['Queue'],
    SAMPLE,
    'Deletes that were repeated because the message had come again meanwhile.'
  ),
  DeleteFailed: counter(['Queue'], TRANSPORT, 'Deletes that SQS did not take after four tries.'),
  EmptyReceives: counter(['Queue'], TRANSPORT, 'Receives that brought nothing.'),
  PollErrors: counter(
    ['Queue', 'Reason'],
    TRANSPORT,
    'Receives that failed, by class: transient, access or queue-missing.'
  ),
  PollDuration: distribution('Milliseconds', ['Queue'], TRANSPORT, 'Length of a good receive.'),
  SlotsBusy: gauge('Count', ['Queue'], SAMPLE, 'Messages that are being worked on.'),
  SlotsTotal: gauge('Count', ['Queue'], SAMPLE, 'Messages that may be worked on at once.'),
  GateClosed: counter(['Queue', 'Reason'], TRANSPORT, 'How often a gate has closed, by gate.'),
  HeartbeatSent: counter(['Queue'], TRANSPORT, 'Visibility times that were renewed.'),
  HeartbeatFailed: counter(['Queue'], TRANSPORT, 'Visibility times that could not be renewed.'),
  LeaseLost: counter(['Queue'], TRANSPORT, 'Messages that SQS had given to somebody else meanwhile.'),
  JobsStarted: counter([], JOBS, 'Tries of jobs that began, here or by the sweeper.'),
  JobsCompleted: counter([], JOBS, 'Jobs whose result the backend has; withdrawn ones are not among them.'),
  JobsFailed: counter(
    ['Reason'],
    JOBS,
    'Tries that failed, by failure code; those that an outage has stopped are among them.'
  ),
  JobsInterrupted: counter([], JOBS, 'Tries that were stopped and left to another worker.'),
  JobsSnoozed: counter([], LOG, 'Deliveries of a job that another delivery is being worked on for.'),
  JobsDead: counter([], JOBS, 'Jobs that have failed for good.'),
  JobDuration: distribution('Milliseconds', [], JOBS, 'From the claim to the end of a try.'),
  StepDuration: distribution(
    'Milliseconds',
    ['Step'],
    STEPS,
    'Length of a step, whether it went well or not: claim, fetch, check, assess, commit, deliver or email.'
  ),
  Attempt: distribution('Count', [], JOBS, 'Which try of its job a try is, from 1.'),
  QueueWait: distribution(
    'Milliseconds',
    ['Queue'],
    TRANSPORT,
    'From the sending of a message to its first receipt.'
  ),
  EndToEndLatency: distribution(
    'Milliseconds',
    ['Queue'],
    TRANSPORT,
    'From the sending of a message to its delete.'
  ),
  OutboxPending: gauge('Count', [], LEDGER, 'Results and e-mails that are neither sent nor refused.'),
  OutboxOldestSeconds: gauge(
    'Seconds',
    [],
    LEDGER,
    'Age of the oldest of them, from the receipt of its job.'
  ),
  EffectReplayed: counter([], LOG, 'Results that were sent again with the same bytes.'),
  EffectUnknown: counter([], LOG, 'E-mails of which nobody knew whether Notify took them.'),
  NotifyRateLimited: counter(
    ['Reason'],
    NOTIFY,
    'E-mails that Notify did not take because of its limit of the minute or of the day.'
  ),
  NotifyOutages: counter(
    ['Reason'],
    NOTIFY,
    'How often Notify has ceased to take e-mails, by how it does: unauthorised, unavailable, unreachable or a limit.'
  ),
  BackendRetries: counter(
    [],
    BACKEND,
    'Calls to the backend that were repeated within a try of a job, after an answer that may pass.'
  ),
  BacklogPerTask: gauge(
    'Count',
    ['Queue'],
    QUEUE,
    'Messages that wait, divided by the workers there are: as many as all messages in flight need slots for, at least one.'
  ),
  EstimatedDrainSeconds: gauge(
    'Seconds',
    ['Queue'],
    QUEUE,
    'How long these take at the pace of this worker in the last minute; not measured when nothing moves.'
  ),
  DlqVisible: gauge('Count', ['Queue'], QUEUE, 'Messages in the dead-letter queue.'),
  EventLoopLagP99: gauge('Milliseconds', [], SAMPLE, 'How late timers fire on the main thread.')
} satisfies Readonly<Record<string, MetricDescription>>

export type MetricName = keyof typeof METRIC_CATALOGUE

type NameOf<Kind extends MetricDescription['kind']> = {
  [Name in MetricName]: (typeof METRIC_CATALOGUE)[Name]['kind'] extends Kind ? Name : never
}[MetricName]

export type CounterName = NameOf<'counter'>
export type GaugeName = NameOf<'gauge'>
export type DistributionName = NameOf<'distribution'>
