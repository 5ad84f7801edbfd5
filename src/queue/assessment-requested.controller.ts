import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, EventPattern, Payload } from '@nestjs/microservices'
import { RethrowFilter, SqsContext } from '@nrf/sqs-transport'
import { newTraceId, runWithTraceId } from '../observability/trace-context'
import { AssessmentJobs } from './assessment-jobs'
import type { ReadMessage } from './messages/message-reader'
import { ReadMessagePipe } from './messages/read-message.pipe'

export const ASSESSMENT_REQUESTED = 'assessment.requested'

const TRACE_ATTRIBUTES = ['CorrelationId', 'traceId', 'x-cdp-request-id']

/** The door: one message in, one job done, or an error that tells the transport what to do with the message. */
@Controller()
@UseFilters(RethrowFilter)
export class AssessmentRequestedController {
  constructor(private readonly jobs: AssessmentJobs) {}

  @EventPattern(ASSESSMENT_REQUESTED)
  async handle(@Payload(ReadMessagePipe) message: ReadMessage, @Ctx() context: SqsContext): Promise<void> {
    await runWithTraceId(traceIdOf(message, context), () => this.jobs.run(message, context))
  }
}

function traceIdOf(message: ReadMessage, { attributes }: SqsContext): string {
  const name = TRACE_ATTRIBUTES.find((candidate) => attributes.has(candidate))
  const fromBody = message.isReadable ? message.request.traceId : undefined
  return (name === undefined ? undefined : attributes.get(name)) ?? fromBody ?? newTraceId()
}
