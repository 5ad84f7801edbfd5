export {
  deliveryOf,
  StubBackend,
  type BackendDelivery,
  type BackendDetails,
  type BackendFailure,
  type BackendObservation,
  type BackendRequest,
  type StubBackendOptions
} from './backend/stub-backend'
export { applyChangelog, ChangeSetEdited, type ChangelogTask } from './changelog/apply-changelog'
export { ChangelogNotUnderstood } from './changelog/changelog-not-understood'
export { createDatabase, dropDatabase } from './database/create-database'
export { startDatabase, type DatabaseChoice, type LocalDatabase } from './database/start-database'
export { SeededNumbers } from './faults/seeded-numbers'
export type { SqsCall, SqsChaos, SqsFault, SqsRule } from './faults/sqs-fault'
export { SqsFaultProxy, type SqsObservation } from './faults/sqs-fault-proxy'
export { TcpFaultProxy, type StatementFate, type StatementRule } from './faults/tcp-fault-proxy'
export { LocalEnvironment, startLocalEnvironment, type LocalEnvironmentOptions } from './local-environment'
export {
  StubNotify,
  type AcceptedEmail,
  type NotifyFailure,
  type NotifyObservation,
  type NotifyRequest
} from './notify/stub-notify'
export { projectFolder } from './processes/compiled-file'
export { freePort } from './processes/free-port'
export { takeLock } from './processes/folder-lock'
export { StopList } from './processes/stop-list'
export { LocalBucket } from './queues/local-bucket'
export { LocalQueues, startQueues, type LocalQueue, type QueueSettings } from './queues/local-queues'
export { WorkerProcess, type WorkerLog, type WorkerOptions } from './worker/worker-process'
