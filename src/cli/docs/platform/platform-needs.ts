import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../project-root'

/** Where a permission or a metric belongs: the id of a queue, bucket or database user, `key` or `service`. */
export type PlaceId = string

interface DeadLetterNeed {
  readonly id: PlaceId
  readonly name: string
  readonly variable: string
  readonly purpose: string
  readonly retentionDays: number
}

export interface QueueNeed extends DeadLetterNeed {
  readonly visibilityTimeoutSeconds: number
  readonly receiveWaitSeconds: number
  readonly maxReceiveCount: number
  readonly deadLetter: DeadLetterNeed
}

export interface Permission {
  readonly action: string
  readonly on: PlaceId
  /** Files that make the call; none for what another AWS service does in the name of the role. */
  readonly calledIn: readonly string[]
  readonly why: string
}

export interface RoleNeed {
  readonly id: string
  readonly purpose: string
  /** File from which everything that runs under the role is reached. */
  readonly entry: string
  readonly permissions: readonly Permission[]
}

export interface MetricUse {
  readonly name: string
  readonly on: PlaceId
  readonly statistic: string
}

export interface AlarmNeed {
  readonly id: string
  readonly title: string
  readonly metrics: readonly (MetricUse & { readonly id: string })[]
  /** CloudWatch metric math over the ids of `metrics`. */
  readonly expression: string
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold'
  readonly threshold: number
  readonly periodSeconds: number
  readonly periods: number
  readonly missingData: 'breaching' | 'notBreaching'
  /** Anchor of the section in `docs/runbook.md`. */
  readonly runbook: string
}

/** A variable with a value, or with what has to be asked for it in each environment. */
export interface VariableNeed {
  readonly name: string
  readonly value?: string
  readonly ask?: string
}

interface SecretNeed {
  readonly name: string
  readonly rotation: string
  readonly optional?: boolean
}

/** What the service needs from a platform: the content of `infra/platform.json`. */
export interface PlatformNeeds {
  readonly service: {
    readonly name: string
    readonly purpose: string
    readonly port: number
    readonly healthPath: string
    readonly cpuUnits: number
    readonly memoryMib: number
    readonly command: readonly string[]
    /** All others may be read-only. */
    readonly writableFolders: readonly { readonly path: string; readonly why: string }[]
    readonly stopTimeoutSeconds: number
    readonly logRetentionDays: number
    readonly metricNamespace: string
  }
  readonly queues: readonly QueueNeed[]
  readonly buckets: readonly { readonly id: PlaceId; readonly variable: string; readonly purpose: string }[]
  readonly database: {
    readonly engine: string
    readonly connectionLimit: number
    readonly connectionLimitSource: string
    readonly users: readonly { readonly id: PlaceId; readonly name: string }[]
  }
  readonly egress: readonly { readonly host: string; readonly variable: string; readonly why: string }[]
  readonly roles: readonly RoleNeed[]
  readonly variables: readonly VariableNeed[]
  readonly secrets: readonly SecretNeed[]
  readonly secretsNotUsed: readonly { readonly name: string; readonly why: string }[]
  readonly scaling: {
    readonly minTasks: number
    readonly maxTasks: number
    readonly messagesPerTask: number
    readonly why: string
    readonly scaleOutAfterSeconds: number
    readonly scaleInAfterSeconds: number
  }
  readonly alarms: readonly AlarmNeed[]
  readonly dashboard: readonly { readonly title: string; readonly metrics: readonly MetricUse[] }[]
}

const FILE = 'infra/platform.json'

/** Reads `infra/platform.json` of the project. @throws Error that names the file when it is not there or not JSON */
export function readPlatformNeeds(): PlatformNeeds {
  try {
    return JSON.parse(readFileSync(join(PROJECT_ROOT, FILE), 'utf8'))
  } catch (error) {
    throw new Error(`${FILE} cannot be read: ${String(error)}`, { cause: error })
  }
}
