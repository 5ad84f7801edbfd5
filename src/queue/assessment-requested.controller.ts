import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, EventPattern, Payload } from '@nestjs/microservices'
import { RethrowFilter, SqsContext } from '@nrf/sqs-transport'
import { EventLog } from '../observability/log-events'
import { newTraceId, runWithTraceId } from '../observability/trace-context'
import { traceIdOfParent } from '../observability/traceparent'
import { AssessmentJobs } from './assessment-jobs'
import { MessageTraces } from './message-traces'
import type { ReadMessage } from './messages/message-reader'
import { ReadMessagePipe } from './messages/read-message.pipe'

export const ASSESSMENT_REQUESTED = 'assessment.requested'

const PLAIN = /^[\x21-\x7E]{1,128}$/
const TRACE_ATTRIBUTES = ['CorrelationId', 'traceId', 'x-cdp-request-id']

/** The door: one message in, one job done, or an error that tells the transport what to do with the message. */
@Controller()
@UseFilters(RethrowFilter)
export class AssessmentRequestedController {
  constructor(
    private readonly jobs: AssessmentJobs,
    private readonly traces: MessageTraces,
    private readonly events: EventLog
  ) {}

  @EventPattern(ASSESSMENT_REQUESTED)
  async handle(@Payload(ReadMessagePipe) message: ReadMessage, @Ctx() context: SqsContext): Promise<void> {
    const traceId = traceIdOf(message, context)
    this.traces.remember(context.messageId, traceId)
    await runWithTraceId(traceId, () => {
      this.logReceipt(context)
      return this.jobs.run(message, context)
    })
  }

  private logReceipt({ messageId, receiveCount, bodyBytes }: SqsContext): void {
    const sentence = `Message received, delivery ${receiveCount}, ${bodyBytes} bytes`
    this.events.info('message_received', { reason: messageId }, sentence)
  }
}

/** It travels in headers and logs, so anything but plain printable characters is replaced. */
function traceIdOf(message: ReadMessage, { attributes }: SqsContext): string {
  const fromBody = message.isReadable ? message.request.traceId : undefined
  const fromParent = traceIdOfParent(attributes.get('traceparent'))
  const candidates = [...TRACE_ATTRIBUTES.map((name) => attributes.get(name)), fromParent, fromBody]
  return candidates.find((candidate) => candidate !== undefined && PLAIN.test(candidate)) ?? newTraceId()
}
