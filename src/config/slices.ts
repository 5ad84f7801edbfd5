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
import type { EnvironmentVariables } from './env.schema'
import { bypassesProxy } from './no-proxy'

const SERVICE_NAME = 'nrf-impact-assessment-service'

const MILLISECONDS = 1000

export function environmentName(variables: EnvironmentVariables): string {
  return variables.ENVIRONMENT ?? 'local'
}

function bulkQueueOptions({
  SQS_BULK_QUEUE_URL: queueUrl,
  SQS_BULK_SLOTS: slots,
  DB_SINGLE_SESSION: isSingleSession
}: EnvironmentVariables): QueueOptions['bulk'] {
  return queueUrl === undefined ? undefined : { queueUrl, slots: isSingleSession ? 1 : slots }
}

export function queueOptions(variables: EnvironmentVariables): QueueOptions {
  return {
    region: variables.AWS_REGION,
    endpoint: variables.SQS_ENDPOINT,
    queueUrl: variables.AWS_SQS_QUEUE_URL,
    queueName: variables.SQS_QUEUE_NAME,
    bulk: bulkQueueOptions(variables),
    missingQueue: variables.SQS_MISSING_QUEUE,
    deadLetterQueueUrl: variables.AWS_SQS_DLQ_URL,
    slots: variables.DB_SINGLE_SESSION ? 1 : variables.SQS_ASSESSMENTS_SLOTS,
    waitTimeSeconds: variables.SQS_WAIT_TIME_SECONDS,
    visibilityTimeoutSeconds: variables.SQS_VISIBILITY_TIMEOUT,
    maxMessages: variables.SQS_MAX_MESSAGES,
    maxBodyBytes: variables.SQS_MAX_BODY_BYTES,
    maxReceiveCount: variables.SQS_MAX_RECEIVE_COUNT,
    jobHardTimeoutSeconds: variables.JOB_HARD_TIMEOUT_SECONDS,
    referencePattern: `^(?:${variables.REFERENCE_PATTERN})$`
  }
}

const LEASE_SECONDS = 45
/** One session for all clients lets a long question of one job hold up the renewals of every other. */
const SINGLE_SESSION_LEASE_SECONDS = 120

export function jobOptions(variables: EnvironmentVariables): JobOptions {
  return {
    leaseSeconds: leaseSeconds(variables),
    maxAttempts: variables.JOB_MAX_ATTEMPTS,
    retryBaseSeconds: variables.JOB_RETRY_BASE_SECONDS,
    sweepEverySeconds: variables.JOB_SWEEP_EVERY_SECONDS,
    sweepAfterSeconds: variables.JOB_SWEEP_AFTER_SECONDS,
    effectSettleSeconds: variables.EFFECT_SETTLE_SECONDS
  }
}

function leaseSeconds(variables: EnvironmentVariables): number {
  const { JOB_LEASE_SECONDS: lease, SQS_VISIBILITY_TIMEOUT: visibility } = variables
  if (lease !== undefined) return lease
  return variables.DB_SINGLE_SESSION
    ? SINGLE_SESSION_LEASE_SECONDS
    : Math.min(LEASE_SECONDS, (visibility * 3) / 4)
}

export function backendOptions(
  variables: EnvironmentVariables,
  trustedCertificates: readonly string[]
): BackendOptions {
  return {
    baseUrl: variables.BACKEND_BASE_URL,
    apiKey: variables.BACKEND_API_KEY,
    resultsContract: variables.BACKEND_RESULTS_CONTRACT,
    assessmentPath: variables.BACKEND_ASSESSMENT_PATH,
    resultsPath: variables.BACKEND_RESULTS_PATH,
    healthPath: variables.BACKEND_HEALTH_PATH,
    quotesPath: variables.BACKEND_QUOTES_PATH,
    maxResponseBytes: variables.BACKEND_MAX_RESPONSE_BYTES,
    connectTimeoutMs: variables.BACKEND_CONNECT_TIMEOUT_SECONDS * MILLISECONDS,
    getTimeoutMs: variables.BACKEND_GET_TIMEOUT_SECONDS * MILLISECONDS,
    postTimeoutMs: variables.BACKEND_CALLBACK_TIMEOUT * MILLISECONDS,
    maxRetries: variables.BACKEND_CALLBACK_MAX_RETRIES,
    tracingHeader: variables.TRACING_HEADER,
    trustedCertificates,
    quotesLevyGbp: quotesLevy(variables)
  }
}

function quotesLevy(variables: EnvironmentVariables): BackendOptions['quotesLevyGbp'] {
  if (variables.BACKEND_RESULTS_CONTRACT !== 'quotes') return undefined
  return { min: variables.BACKEND_QUOTES_LEVY_GBP_MIN!, max: variables.BACKEND_QUOTES_LEVY_GBP_MAX! }
}

export function notifyOptions(
  variables: EnvironmentVariables,
  trustedCertificates: readonly string[]
): NotifyOptions {
  return {
    enabled: variables.GOVUK_NOTIFY_ENABLED,
    baseUrl: variables.GOVUK_NOTIFY_BASE_URL,
    apiKey: variables.GOVUK_NOTIFY_API_KEY,
    templateJobCompleted: variables.GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED,
    templateJobFailed: variables.GOVUK_NOTIFY_TEMPLATE_JOB_FAILED,
    supportEmail: variables.GOVUK_NOTIFY_SUPPORT_EMAIL,
    resultsBaseUrl: variables.GOVUK_NOTIFY_RESULTS_BASE_URL,
    allowedDomains: variables.GOVUK_NOTIFY_ALLOWED_DOMAINS ?? [],
    timeoutMs: variables.GOVUK_NOTIFY_TIMEOUT_SECONDS * MILLISECONDS,
    proxyUrl: proxyOfNotify(variables),
    trustedCertificates
  }
}

function proxyOfNotify({
  HTTPS_PROXY: proxy,
  NO_PROXY: noProxy,
  GOVUK_NOTIFY_BASE_URL: baseUrl
}: EnvironmentVariables): string | undefined {
  return noProxy !== undefined && bypassesProxy(baseUrl, noProxy) ? undefined : proxy
}

export function databaseOptions(
  variables: EnvironmentVariables,
  trustedCertificates: readonly string[],
  version: string
): DatabaseOptions {
  return {
    url: variables.DATABASE_URL,
    ...databaseAddress(variables),
    iamAuthentication: variables.DB_IAM_AUTHENTICATION,
    ssl: variables.DB_SSL ?? environmentName(variables) !== 'local',
    trustedCertificates,
    region: variables.AWS_REGION,
    maxConnections: variables.DB_SINGLE_SESSION ? 1 : variables.DB_MAX_CONNECTIONS,
    statementTimeoutMs: variables.DB_STATEMENT_TIMEOUT_SECONDS * MILLISECONDS,
    isSingleSession: variables.DB_SINGLE_SESSION,
    applicationName: `${SERVICE_NAME}/${version}`
  }
}

type DatabaseAddress = Pick<DatabaseOptions, 'host' | 'port' | 'database' | 'user' | 'password'>

function databaseAddress(variables: EnvironmentVariables): DatabaseAddress {
  if (variables.DATABASE_URL !== undefined)
    return addressOf(new URL(variables.DATABASE_URL), variables.DB_PORT)
  return {
    host: variables.DB_HOST!,
    port: variables.DB_PORT,
    database: variables.DB_DATABASE!,
    user: variables.DB_USER!,
    password: variables.DB_LOCAL_PASSWORD
  }
}

/** Parts of a complete address, so that host and database can be named and the password be masked. */
function addressOf(url: URL, defaultPort: number): DatabaseAddress {
  return {
    host: url.hostname,
    port: url.port === '' ? defaultPort : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password)
  }
}

export function assessmentOptions(variables: EnvironmentVariables): AssessmentOptions {
  return {
    profile: variables.ASSESSMENT_PROFILE,
    boundaryMaxVertices: variables.BOUNDARY_MAX_VERTICES
  }
}

export function boundaryCheckOptions(variables: EnvironmentVariables): BoundaryCheckOptions {
  return {
    apiKey: variables.IMPACT_ASSESSOR_API_KEY,
    maxUploadBytes: variables.API_MAX_UPLOAD_BYTES,
    slots: variables.DB_SINGLE_SESSION ? 1 : variables.BOUNDARY_CHECK_SLOTS,
    boundaryMaxVertices: variables.BOUNDARY_MAX_VERTICES
  }
}

export function uploadsOptions(variables: EnvironmentVariables): UploadsOptions {
  return {
    bucket: variables.AWS_S3_INPUT_BUCKET,
    endpoint: variables.S3_ENDPOINT,
    region: variables.AWS_REGION,
    maxBytes: variables.UPLOAD_MAX_BYTES,
    timeoutMs: variables.UPLOAD_TIMEOUT_SECONDS * MILLISECONDS,
    zipLimits: {
      maxEntries: variables.ZIP_SAFETY_MAX_ENTRIES,
      maxEntryBytes: variables.ZIP_SAFETY_MAX_ENTRY_BYTES,
      maxTotalBytes: variables.ZIP_SAFETY_MAX_TOTAL_BYTES,
      maxRatio: variables.ZIP_SAFETY_MAX_COMPRESSION_RATIO
    },
    boundaryMaxVertices: variables.BOUNDARY_MAX_VERTICES
  }
}

export function logOptions(variables: EnvironmentVariables): LogOptions {
  return {
    enabled: variables.LOG_ENABLED,
    level: variables.LOG_LEVEL,
    format: variables.LOG_FORMAT ?? defaultLogFormat(variables),
    tracingHeader: variables.TRACING_HEADER
  }
}

function defaultLogFormat(variables: EnvironmentVariables): LogOptions['format'] {
  const isPlatform =
    variables.NODE_ENV === 'production' || variables.ECS_CONTAINER_METADATA_URI_V4 !== undefined
  return isPlatform ? 'ecs' : 'pino-pretty'
}

export function metricsOptions(variables: EnvironmentVariables): MetricsOptions {
  return {
    mode: metricsMode(variables),
    agent: variables.AWS_EMF_AGENT_ENDPOINT,
    namespace: variables.AWS_EMF_NAMESPACE ?? SERVICE_NAME,
    serviceName: variables.AWS_EMF_SERVICE_NAME ?? SERVICE_NAME,
    serviceType: variables.AWS_EMF_SERVICE_TYPE,
    logGroupName: variables.AWS_EMF_LOG_GROUP_NAME,
    logStreamName: variables.AWS_EMF_LOG_STREAM_NAME,
    flushSeconds: variables.METRICS_FLUSH_SECONDS
  }
}

function metricsMode(variables: EnvironmentVariables): MetricsOptions['mode'] {
  const isEnabled = variables.ENABLE_METRICS ?? variables.NODE_ENV === 'production'
  if (!isEnabled) return 'off'
  return variables.AWS_EMF_ENVIRONMENT === 'Local' ? 'console' : 'agent'
}

export function serviceOptions(variables: EnvironmentVariables, version: string): ServiceOptions {
  return {
    name: SERVICE_NAME,
    version,
    environment: environmentName(variables),
    port: variables.PORT,
    gracefulShutdownTimeoutSeconds: variables.WORKER_GRACEFUL_SHUTDOWN_TIMEOUT
  }
}
