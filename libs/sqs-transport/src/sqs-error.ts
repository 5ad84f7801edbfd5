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

const ACCESS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'KmsAccessDenied',
  'KmsDisabled',
  'KmsNotFound',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException'
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

/** Whether this error code means that the receipt handle no longer holds the message. */
export function meansLeaseLost(code: string | undefined): boolean {
  return code !== undefined && LEASE_LOST.has(code)
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
