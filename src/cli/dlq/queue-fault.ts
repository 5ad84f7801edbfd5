const RIGHTS =
  'sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:DeleteMessage on the dead-letter ' +
  'queue, sqs:GetQueueAttributes and sqs:SendMessage on the queue'

/** A queue did not do what an operator asked. */
class QueueNotUsable extends Error {
  override readonly name = 'QueueNotUsable'

  constructor(url: string, cause: unknown) {
    super(`The queue ${url} cannot be used: ${reasonOf(cause)}. ${adviceFor(cause)}`, { cause })
  }
}

/** @throws QueueNotUsable */
export async function atQueue<T>(url: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw new QueueNotUsable(url, error)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.message || error.name).replace(/\.$/, '')
}

function adviceFor(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (/NonExistentQueue|QueueDoesNotExist/.test(name))
    return 'Check AWS_SQS_QUEUE_URL or SQS_QUEUE_NAME, AWS_SQS_DLQ_URL or --queue, and AWS_REGION.'
  if (/Credentials|Token|AccessDenied|InvalidClient|Signature/.test(name))
    return `Check the AWS credentials of this session; they need ${RIGHTS}.`
  return 'Check the address of the queue, AWS_REGION, SQS_ENDPOINT and the network.'
}
