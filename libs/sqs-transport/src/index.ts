export { type BackOff } from './back-off'
export { DeadLetterSoon, Release, RetryLater } from './failure'
export { type Gate } from './gate'
export { type AbortReason, HandlerAborted } from './handler-aborted'
export { RethrowFilter } from './rethrow.filter'
export { SqsContext, type SqsDelivery } from './sqs.context'
export { SqsServer } from './sqs.server'
export { type SqsErrorClass } from './sqs-error'
export { type DrainSummary, type ReleaseReason, type SqsTransportEvent } from './sqs-transport.events'
export { SqsTransportModule } from './sqs-transport.module'
export {
  InvalidSqsTransportOptions,
  type SqsQueueOptions,
  type SqsTransportOptions
} from './sqs-transport.options'
export { type PollErrorStatus, type SqsQueueStatus, type SqsTransportStatus } from './sqs-transport.status'
