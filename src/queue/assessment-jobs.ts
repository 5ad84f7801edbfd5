import { Injectable } from '@nestjs/common'
import { DeadLetterSoon, Release, RetryLater, type SqsContext } from '@nrf/sqs-transport'
import type { Failure } from '../failures/failure'
import { EventLog } from '../observability/log-events'
import type { AssessmentDelivery } from '../processing/assessment-requested'
import type { JobEnd } from '../processing/job-end'
import { ProcessAssessmentUseCase } from '../processing/process-assessment.use-case'
import { QuarantineMessageUseCase } from '../processing/quarantine-message.use-case'
import { BoundedSet } from './bounded-set'
import type { ReadMessage } from './messages/message-reader'
import { REDRIVE_ATTRIBUTE, redrivesOf } from './redrives'

const REMEMBERED_MESSAGES = 1000

type Delivery = Pick<SqsContext, 'messageId' | 'attributes' | 'signal'>

/** Runs the job of one message and turns its end into the outcome that the transport settles the message by. */
@Injectable()
export class AssessmentJobs {
  /** Messages on their way to the dead-letter queue: SQS has no way to reject one, so each comes back a few times. */
  private readonly dead = new BoundedSet(REMEMBERED_MESSAGES)

  constructor(
    private readonly processAssessment: ProcessAssessmentUseCase,
    private readonly quarantine: QuarantineMessageUseCase,
    private readonly events: EventLog
  ) {}

  /**
   * Resolves when the message may be deleted.
   * @throws RetryLater, DeadLetterSoon, Release
   */
  async run(message: ReadMessage, delivery: Delivery): Promise<void> {
    if (this.dead.has(delivery.messageId)) throw new DeadLetterSoon()
    const context = contextOf(delivery)
    if (message.isReadable) {
      this.tellNotes(message, delivery)
      return this.process({ ...context, request: message.request }, delivery)
    }
    this.tellRefusal(message, delivery)
    const { reference, failure, bodyDigest } = message
    if (reference === undefined) return this.setAside(failure, delivery)
    const request = { reference, revision: 1 }
    await this.process({ ...context, request, refusal: { failure, bodyDigest } }, delivery)
  }

  private async process(job: AssessmentDelivery, delivery: Delivery): Promise<void> {
    this.settle(await this.processAssessment.execute(job), delivery)
  }

  private settle(end: JobEnd, delivery: Delivery): void {
    switch (end.status) {
      case 'completed':
      case 'cancelled':
        return
      case 'repeated':
        return end.state === 'dead' ? this.bury(delivery) : undefined
      case 'dead':
        return this.bury(delivery)
      case 'interrupted':
        throw new Release()
      default:
        throw new RetryLater({ delaySeconds: end.delaySeconds })
    }
  }

  /** Nobody can be told of a message without a readable reference. */
  private async setAside(failure: Failure, delivery: Delivery): Promise<void> {
    await this.quarantine.execute(delivery.messageId, failure.code)
    this.bury(delivery, failure)
  }

  private bury({ messageId }: Delivery, cause?: unknown): never {
    this.dead.add(messageId)
    throw new DeadLetterSoon({ cause })
  }

  private tellNotes(
    { request: { reference }, notes }: Extract<ReadMessage, { isReadable: true }>,
    { messageId }: Delivery
  ): void {
    if (notes.length === 0) return
    const sentence = `${reference} was read with repairs: ${notes.join('; ')}`
    this.events.info('message_repaired', { reference, reason: messageId }, sentence)
  }

  private tellRefusal(message: Extract<ReadMessage, { isReadable: false }>, { messageId }: Delivery): void {
    const { reference, failure } = message
    const fields = { reference, code: failure.code, outcome: 'failure', reason: messageId } as const
    const sentence = `${reference ?? 'A message'} cannot be worked on: ${failure.message}`
    this.events.warn('message_validation_failed', fields, sentence)
  }
}

function contextOf({ messageId, attributes, signal }: Delivery): Omit<AssessmentDelivery, 'request'> {
  return { messageId, redrives: redrivesOf(attributes.get(REDRIVE_ATTRIBUTE)), signal }
}
