/**
 * Why a call to SQS failed: `transient` cures itself, `access` needs somebody to change rights or credentials,
 * `queue-missing` needs the queue or its address put right.
 */
export type SqsErrorClass = 'transient' | 'access' | 'queue-missing'

const QUEUE_MISSING = new Set([
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'InvalidAddress',
  'InvalidSecurity'
])

// Fresh credentials are taken by themselves in most set-ups, so these cure themselves.
const EXPIRED_CREDENTIALS = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])

const REFUSED_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException'
])

const ACCESS = new Set([
  ...REFUSED_CREDENTIALS,
  'AccessDenied',
  'AccessDeniedException',
  'KmsAccessDenied',
  'KmsDisabled',
  'KmsNotFound'
])

// InvalidParameterValue: SQS answers so for an old handle; every other parameter of these calls is ours.
const LEASE_LOST = new Set([
  'AWS.SimpleQueueService.MessageNotInflight',
  'InvalidParameterValue',
  'MessageNotInflight',
  'ReceiptHandleIsInvalid'
])

/** Class of a failed receive. Unknown errors are transient: polling goes on in any case. */
export function classifySqsError(error: unknown): SqsErrorClass {
  const name = errorName(error)
  if (QUEUE_MISSING.has(name)) return 'queue-missing'
  return ACCESS.has(name) ? 'access' : 'transient'
}

/** Whether SQS has refused the credentials themselves, so that fresh ones may help. */
export function isCredentialError(error: unknown): boolean {
  const name = errorName(error)
  return EXPIRED_CREDENTIALS.has(name) || REFUSED_CREDENTIALS.has(name)
}

/** Whether this error code means that the receipt handle no longer holds the message. */
export function meansLeaseLost(code: string | undefined): boolean {
  return code !== undefined && LEASE_LOST.has(code)
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
