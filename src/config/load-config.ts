import type {
  AssessmentOptions,
  BackendOptions,
  DatabaseOptions,
  JobOptions,
  LogOptions,
  NotifyOptions,
  QueueOptions,
  ServiceOptions
} from './config.tokens'
import { crossCheck } from './cross-checks'
import { SETTINGS } from './env.schema'
import { InvalidConfiguration, type ConfigurationFault } from './faults'
import { readEnvironment } from './read-environment'
import { serviceVersion } from './service-version'
import {
  assessmentOptions,
  backendOptions,
  databaseOptions,
  jobOptions,
  logOptions,
  notifyOptions,
  queueOptions,
  serviceOptions
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
  readonly log: LogOptions
  readonly service: ServiceOptions
}

/**
 * Reads and checks the environment once, by default that of the process.
 *
 * @param root folder of `package.json` and `.git-hash`
 * @throws InvalidConfiguration with every fault, not only the first
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env, root = process.cwd()): LoadedConfig {
  const faults = findFaults(environment)
  if (faults.length > 0) throw new InvalidConfiguration(faults)
  const { variables } = readEnvironment(environment)
  const version = serviceVersion(variables, root)
  return deepFreeze({
    queue: queueOptions(variables),
    job: jobOptions(variables),
    backend: backendOptions(variables),
    notify: notifyOptions(variables),
    database: databaseOptions(variables, readTrustStore(environment).certificates, version),
    assessment: assessmentOptions(variables),
    log: logOptions(variables),
    service: serviceOptions(variables, version)
  })
}

/** The slices that reference data and assessments need, without a queue, a backend or Notify. */
export type ReferenceConfig = Pick<LoadedConfig, 'database' | 'assessment' | 'service'>

const REFERENCE_GROUPS = ['Service', 'Database', 'Assessments']

/**
 * As `loadConfig`, for the command line: only the variables of database, assessments and service count.
 *
 * @throws InvalidConfiguration with every fault of these
 */
export function loadReferenceConfig(
  environment: NodeJS.ProcessEnv = process.env,
  root = process.cwd()
): ReferenceConfig {
  const { variables } = readEnvironment(environment)
  const names = new Set(
    SETTINGS.filter(({ group }) => REFERENCE_GROUPS.includes(group)).map(({ name }) => name)
  )
  const faults = findFaults(environment).filter(
    ({ variable }) => names.has(variable) || variable.startsWith('TRUSTSTORE_')
  )
  if (faults.length > 0) throw new InvalidConfiguration(faults)
  const version = serviceVersion(variables, root)
  return deepFreeze({
    database: databaseOptions(variables, readTrustStore(environment).certificates, version),
    assessment: assessmentOptions(variables),
    service: serviceOptions(variables, version)
  })
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
