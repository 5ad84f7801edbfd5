export const QUEUE_OPTIONS = Symbol('QUEUE_OPTIONS')
export const JOB_OPTIONS = Symbol('JOB_OPTIONS')
export const BACKEND_OPTIONS = Symbol('BACKEND_OPTIONS')
export const NOTIFY_OPTIONS = Symbol('NOTIFY_OPTIONS')
export const DATABASE_OPTIONS = Symbol('DATABASE_OPTIONS')
export const ASSESSMENT_OPTIONS = Symbol('ASSESSMENT_OPTIONS')
export const BOUNDARY_CHECK_OPTIONS = Symbol('BOUNDARY_CHECK_OPTIONS')
export const UPLOAD_OPTIONS = Symbol('UPLOAD_OPTIONS')
export const LOG_OPTIONS = Symbol('LOG_OPTIONS')
export const METRICS_OPTIONS = Symbol('METRICS_OPTIONS')
export const SERVICE_OPTIONS = Symbol('SERVICE_OPTIONS')

export interface QueueOptions {
  readonly region: string
  /** Address of an emulator; undefined on AWS. */
  readonly endpoint?: string
  /** One of the two is set; the URL wins. */
  readonly queueUrl?: string
  readonly queueName?: string
  /** Queue of jobs that may wait; none when undefined. */
  readonly bulk?: { readonly queueUrl: string; readonly slots: number }
  /** What a start does when the queue does not exist. */
  readonly missingQueue: 'retry' | 'refuse'
  /** For operators; found from the redrive policy of the queue when it is not set. */
  readonly deadLetterQueueUrl?: string
  readonly slots: number
  readonly waitTimeSeconds: number
  readonly visibilityTimeoutSeconds: number
  /** Most messages per receive; the transport asks for fewer when fewer slots are free. */
  readonly maxMessages: number
  readonly maxBodyBytes: number
  /** Receives after which SQS moves a message to the dead-letter queue, when the queue cannot be asked. */
  readonly maxReceiveCount: number
  readonly jobHardTimeoutSeconds: number
  /** Anchored pattern that a reference must match. */
  readonly referencePattern: string
}

/** Times and limits of the ledger, and of what is built on it. */
export interface JobOptions {
  readonly leaseSeconds: number
  /** Tries that count before a failing job is reported as failed. */
  readonly maxAttempts: number
  /** First delay before a failed job is tried again; it doubles with every try. */
  readonly retryBaseSeconds: number
  readonly sweepEverySeconds: number
  /** How long a job that nobody holds waits for its message. */
  readonly sweepAfterSeconds: number
  /** How long Notify is given to store an e-mail before it is asked for it. */
  readonly effectSettleSeconds: number
}

export interface BackendOptions {
  readonly baseUrl: string
  readonly apiKey?: string
  readonly resultsContract: 'results' | 'quotes'
  /** Path templates with `{reference}`. */
  readonly assessmentPath: string
  readonly resultsPath: string
  /** Asked during an outage whether the backend is there again. */
  readonly healthPath: string
  readonly quotesPath: string
  readonly maxResponseBytes: number
  readonly connectTimeoutMs: number
  readonly getTimeoutMs: number
  readonly postTimeoutMs: number
  /** Retries after the first try. */
  readonly maxRetries: number
  readonly tracingHeader: string
  /** PEM certificates added to the built-in roots. */
  readonly trustedCertificates: readonly string[]
  /** Levy of the quotes contract; set exactly when that contract is chosen. */
  readonly quotesLevyGbp?: { readonly min: number; readonly max: number }
}

export interface NotifyOptions {
  readonly enabled: boolean
  readonly baseUrl: string
  readonly apiKey?: string
  readonly templateJobCompleted?: string
  readonly templateJobFailed?: string
  readonly supportEmail?: string
  readonly resultsBaseUrl?: string
  /** Lower-case domains; empty allows all. */
  readonly allowedDomains: readonly string[]
  readonly timeoutMs: number
  /** Undefined: Notify is reached directly. */
  readonly proxyUrl?: string
  /** PEM certificates added to the built-in roots. */
  readonly trustedCertificates: readonly string[]
}

export interface DatabaseOptions {
  /** Complete address; the parts below count only without it. */
  readonly url?: string
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string
  readonly iamAuthentication: boolean
  readonly ssl: boolean
  /** PEM certificates added to the built-in roots. */
  readonly trustedCertificates: readonly string[]
  readonly region: string
  readonly maxConnections: number
  readonly statementTimeoutMs: number
  /** The embedded database has one session for all clients: no session settings, one connection. */
  readonly isSingleSession: boolean
  readonly applicationName: string
}

/** `corrected` is the default; `production` reproduces the public system for comparison with its baselines. */
export type AssessmentProfile = 'corrected' | 'production'

export interface AssessmentOptions {
  readonly profile: AssessmentProfile
  readonly boundaryMaxVertices: number
}

export interface BoundaryCheckOptions {
  /** Undefined: the boundary check is not offered. */
  readonly apiKey?: string
  readonly maxUploadBytes: number
  /** Checks at once. */
  readonly slots: number
  readonly boundaryMaxVertices: number
}

export interface UploadsOptions {
  /** Undefined: jobs with a boundary file are refused. */
  readonly bucket?: string
  /** Address of an emulator; undefined on AWS. */
  readonly endpoint?: string
  readonly region: string
  readonly maxBytes: number
  /** For the whole download. */
  readonly timeoutMs: number
  readonly zipLimits: {
    readonly maxEntries: number
    readonly maxEntryBytes: number
    readonly maxTotalBytes: number
    readonly maxRatio: number
  }
  readonly boundaryMaxVertices: number
}

export interface LogOptions {
  readonly enabled: boolean
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  readonly format: 'ecs' | 'pino-pretty'
  readonly tracingHeader: string
}

export interface MetricsOptions {
  readonly mode: 'off' | 'agent' | 'console'
  readonly agent: { readonly host: string; readonly port: number }
  readonly namespace: string
  /** Dimension of every metric. */
  readonly serviceName: string
  readonly serviceType?: string
  readonly logGroupName?: string
  readonly logStreamName?: string
  readonly flushSeconds: number
}

export interface ServiceOptions {
  readonly name: string
  readonly version: string
  readonly environment: string
  readonly port: number
  readonly gracefulShutdownTimeoutSeconds: number
}
