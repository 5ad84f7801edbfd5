import { BaseRpcContext } from '@nestjs/microservices'

/** What is known about one receipt of one message. */
export interface SqsDelivery {
  /** The queue's label in the options. */
  readonly queueName: string
  readonly messageId: string
  /** How often SQS has handed the message out, this time included. */
  readonly receiveCount: number
  /** Receives after which SQS moves the message to the dead-letter queue; undefined when it never does. */
  readonly maxReceiveCount: number | undefined
  readonly sentAt: Date | undefined
  /** String and number attributes of the message; binary ones are left out. */
  readonly attributes: ReadonlyMap<string, string>
  /** Size of the body in UTF-8. */
  readonly bodyBytes: number
  /** Aborted with a `HandlerAborted` when the handler should stop. */
  readonly signal: AbortSignal
}

/**
 * What a handler may know about its message besides the payload.
 *
 * @example handle(@Payload() body: string, @Ctx() context: SqsContext)
 */
export class SqsContext extends BaseRpcContext<[SqsDelivery]> implements SqsDelivery {
  constructor(delivery: SqsDelivery) {
    super([delivery])
  }

  get queueName(): string {
    return this.args[0].queueName
  }

  get messageId(): string {
    return this.args[0].messageId
  }

  get receiveCount(): number {
    return this.args[0].receiveCount
  }

  get maxReceiveCount(): number | undefined {
    return this.args[0].maxReceiveCount
  }

  /** Whether SQS moves the message to the dead-letter queue if it fails this time. */
  get isLastReceive(): boolean {
    return this.maxReceiveCount !== undefined && this.receiveCount >= this.maxReceiveCount
  }

  get sentAt(): Date | undefined {
    return this.args[0].sentAt
  }

  get attributes(): ReadonlyMap<string, string> {
    return this.args[0].attributes
  }

  get bodyBytes(): number {
    return this.args[0].bodyBytes
  }

  get signal(): AbortSignal {
    return this.args[0].signal
  }
}
