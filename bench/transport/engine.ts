import { SQSClient } from '@aws-sdk/client-sqs'

/** What an engine is given to consume one queue. */
export interface EngineInput {
  readonly client: SQSClient
  readonly queueUrl: string
  /** The work of one message. */
  readonly work: (body: string) => Promise<void>
  /** To be called once for each message that SQS has confirmed as deleted. */
  readonly onDeleted: () => void
}
