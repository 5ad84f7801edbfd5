import type {
  AssessmentOptions,
  BackendOptions,
  BoundaryCheckOptions,
  DatabaseOptions,
  JobOptions,
  LogOptions,
  MetricsOptions,
  NotifyOptions,
  QueueOptions,
  ServiceOptions,
  UploadsOptions
} from './config.tokens'
import { crossCheck } from './cross-checks'
import { SETTINGS } from './env.schema'
import { InvalidConfiguration, type ConfigurationFault } from './faults'
import { readEnvironment } from './read-environment'
import { serviceVersion } from './service-version'
import {
  assessmentOptions,
  backendOptions,
  boundaryCheckOptions,
  databaseOptions,
  jobOptions,
  logOptions,
  metricsOptions,
  notifyOptions,
  queueOptions,
  serviceOptions,
  uploadsOptions
} from './slices'
import { readTrustStore } from './trust-store'

export { describeFaults, InvalidConfiguration, type ConfigurationFault } from './faults'

/** Exit code of a process whose configuration is wrong (`EX_CONFIG` of sysexits.h). */
export const EXIT_CONFIGURATION = 78

/** Everything that the service is told from outside, one frozen slice per module. */
export interface LoadedConfig {
  readonly queue: QueueOptions
  readonly job: JobOptions
  readonly backend: BackendOptions
  readonly notify: NotifyOptions
  readonly database: DatabaseOptions
  readonly assessment: AssessmentOptions
  readonly boundaryCheck: BoundaryCheckOptions
  readonly upload: UploadsOptions
  readonly log: LogOptions
  readonly metrics: MetricsOptions
  readonly service: ServiceOptions
}

/**
 * Reads and checks the environment once, by default that of the process.
 *
 * @param root folder of `package.json` and `.git-hash`
 * @throws InvalidConfiguration with every fault, not only the first
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env, root = process.cwd()): LoadedConfig {
  refuse(findFaults(environment))
  return deepFreeze(slicesOf(environment, root))
}

/** The slices that reference data and assessments need, without a queue, a backend or Notify. */
export type ReferenceConfig = Pick<LoadedConfig, 'database' | 'assessment' | 'service'>

/**
 * As `loadConfig`, for the command line: only the variables of database, assessments and service count.
 *
 * @throws InvalidConfiguration with every fault of these
 */
export function loadReferenceConfig(
  environment: NodeJS.ProcessEnv = process.env,
  root = process.cwd()
): ReferenceConfig {
  refuse(faultsOf(environment, ['Service', 'Database', 'Assessments']))
  const { database, assessment, service } = slicesOf(environment, root)
  return deepFreeze({ database, assessment, service })
}

/** The slices by which an operator reaches what the ledger knows. */
export type LedgerConfig = Pick<LoadedConfig, 'database' | 'job'>

/** As `loadReferenceConfig`, for the ledger. @throws InvalidConfiguration */
export function loadLedgerConfig(
  environment: NodeJS.ProcessEnv = process.env,
  root = process.cwd()
): LedgerConfig {
  refuse(faultsOf(environment, ['Service', 'Database', 'Jobs']))
  const { database, job } = slicesOf(environment, root)
  return deepFreeze({ database, job })
}

/** As `loadReferenceConfig`, for ledger and queue. @throws InvalidConfiguration */
export function loadOperatorConfig(
  environment: NodeJS.ProcessEnv = process.env,
  root = process.cwd()
): LedgerConfig & Pick<LoadedConfig, 'queue'> {
  refuse(faultsOf(environment, ['Service', 'Database', 'Jobs', 'Queue']))
  const { database, job, queue } = slicesOf(environment, root)
  return deepFreeze({ database, job, queue })
}

/** What decides whether a message is read. */
export type MessageConfig = Pick<QueueOptions, 'maxBodyBytes' | 'referencePattern'> &
  Pick<AssessmentOptions, 'boundaryMaxVertices'>

/** As `loadReferenceConfig`, for reading messages without a queue. @throws InvalidConfiguration */
export function loadMessageConfig(environment: NodeJS.ProcessEnv = process.env): MessageConfig {
  const names = ['SQS_MAX_BODY_BYTES', 'REFERENCE_PATTERN', 'BOUNDARY_MAX_VERTICES']
  refuse(findFaults(environment).filter(({ variable }) => names.includes(variable)))
  const { variables } = readEnvironment(environment)
  const { maxBodyBytes, referencePattern } = queueOptions(variables)
  const { boundaryMaxVertices } = assessmentOptions(variables)
  return deepFreeze({ maxBodyBytes, referencePattern, boundaryMaxVertices })
}

function slicesOf(environment: NodeJS.ProcessEnv, root: string): LoadedConfig {
  const { variables } = readEnvironment(environment)
  const version = serviceVersion(variables, root)
  const { certificates } = readTrustStore(environment)
  return {
    queue: queueOptions(variables),
    job: jobOptions(variables),
    backend: backendOptions(variables, certificates),
    notify: notifyOptions(variables, certificates),
    database: databaseOptions(variables, certificates, version),
    assessment: assessmentOptions(variables),
    boundaryCheck: boundaryCheckOptions(variables),
    upload: uploadsOptions(variables),
    log: logOptions(variables),
    metrics: metricsOptions(variables),
    service: serviceOptions(variables, version)
  }
}

/** Faults of these groups of settings, and of the certificates that every connection trusts. */
function faultsOf(environment: NodeJS.ProcessEnv, groups: readonly string[]): ConfigurationFault[] {
  const names = new Set(SETTINGS.filter(({ group }) => groups.includes(group)).map(({ name }) => name))
  return findFaults(environment).filter(
    ({ variable }) => names.has(variable) || variable.startsWith('TRUSTSTORE_')
  )
}

function refuse(faults: readonly ConfigurationFault[]): void {
  if (faults.length > 0) throw new InvalidConfiguration(faults)
}

/** Everything that is wrong with an environment; empty when the service can start with it. */
export function findFaults(environment: NodeJS.ProcessEnv): ConfigurationFault[] {
  const read = readEnvironment(environment)
  return [...read.faults, ...crossCheck(read), ...readTrustStore(environment).faults]
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  }
  return Object.freeze(value)
}
