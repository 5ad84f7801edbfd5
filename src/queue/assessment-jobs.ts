import { Injectable } from '@nestjs/common'
import { DeadLetterSoon, Release, RetryLater, type SqsContext } from '@nrf/sqs-transport'
import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'
import { EventLog, type EventName } from '../observability/log-events'
import type { AssessmentRequested } from '../processing/assessment-requested'
import { InterruptedAfterDelivery } from '../processing/interrupted-after-delivery'
import { ProcessAssessmentUseCase, type JobEnd } from '../processing/process-assessment.use-case'
import { ReportFailureUseCase } from '../processing/report-failure.use-case'
import { BoundedSet } from './bounded-set'
import { FailurePolicy, type Disposition } from './failure-policy'
import type { ReadMessage } from './messages/message-reader'

/** A report has to get through although the job's own signal may be aborted. */
const REPORT_TIMEOUT_MS = 60_000
const REMEMBERED_MESSAGES = 1000

type Delivery = Pick<SqsContext, 'messageId' | 'receiveCount' | 'isLastReceive' | 'signal'>

/** Runs one job and turns its failure into the outcome that the transport settles the message by. */
@Injectable()
export class AssessmentJobs {
  /** Messages on their way to the dead-letter queue: not worked on and not reported again. */
  private readonly dead = new BoundedSet(REMEMBERED_MESSAGES)

  constructor(
    private readonly processAssessment: ProcessAssessmentUseCase,
    private readonly reportFailure: ReportFailureUseCase,
    private readonly policy: FailurePolicy,
    private readonly events: EventLog
  ) {}

  /**
   * Resolves when the message may be deleted.
   * @throws RetryLater, DeadLetterSoon, Release
   */
  async run(message: ReadMessage, delivery: Delivery): Promise<void> {
    if (this.dead.has(delivery.messageId)) throw new DeadLetterSoon()
    try {
      if (!message.isReadable) throw message.failure
      await this.process(message.request, delivery)
    } catch (error) {
      await this.settle(causeOf(error, delivery.signal), message, delivery)
    }
  }

  private async process(request: AssessmentRequested, delivery: Delivery): Promise<void> {
    const startedAt = performance.now()
    const { signal } = delivery
    const end = await this.processAssessment.execute({
      request,
      signal,
      isRedelivery: isRedelivery(delivery)
    })
    const { reference } = request
    const fields = { reference, outcome: 'success', durationMs: performance.now() - startedAt } as const
    this.events.info('job_completed', { ...fields, reason: end.status }, sentenceOf(reference, end))
  }

  private async settle(error: unknown, message: ReadMessage, delivery: Delivery): Promise<void> {
    const disposition = this.policy.decide(error, delivery)
    this.tell(error, disposition, { message, delivery })
    if (disposition.kind === 'delete') return
    if (disposition.kind === 'release') throw new Release({ cause: error })
    if (disposition.report !== null) await this.report(disposition.report, message, delivery)
    if (disposition.kind === 'retry') {
      throw new RetryLater({ delaySeconds: disposition.delaySeconds, cause: error })
    }
    this.dead.add(delivery.messageId)
    throw new DeadLetterSoon({ cause: error })
  }

  /** Without a readable reference there is nobody to tell. A report that fails is tried again with the whole job. */
  private async report(code: FailureCode, message: ReadMessage, delivery: Delivery): Promise<void> {
    const request = reportedRequest(message)
    if (request === null) return
    const { reference } = request
    try {
      const email = await this.reportFailure.execute(
        { request, signal: AbortSignal.timeout(REPORT_TIMEOUT_MS), isRedelivery: isRedelivery(delivery) },
        code
      )
      const sentence = `The backend was told that ${reference} failed (${code}); e-mail to support: ${email}`
      this.events.error('job_failed', { reference, code, outcome: 'failure' }, sentence)
    } catch (error) {
      const fields = { reference, code, outcome: 'failure', error } as const
      this.events.error('job_failed', fields, `The failure of ${reference} could not be reported`)
      const { kind, delaySeconds } = retryOf(this.policy.decide(error, delivery))
      if (kind === 'retry') throw new RetryLater({ delaySeconds, cause: error })
    }
  }

  private tell(
    error: unknown,
    disposition: Disposition,
    { message, delivery }: { message: ReadMessage; delivery: Delivery }
  ): void {
    const reference = reportedRequest(message)?.reference
    const code = error instanceof Failure ? error.code : undefined
    const event = message.isReadable ? EVENT_OF[disposition.kind] : 'message_validation_failed'
    const fields = { reference, code, outcome: 'failure', reason: delivery.messageId, error } as const
    this.events.warn(event, fields, `${reference ?? 'A message'}: ${FATE_OF[disposition.kind]}`)
  }
}

const EVENT_OF: Readonly<Record<Disposition['kind'], EventName>> = {
  delete: 'job_completed',
  release: 'job_interrupted',
  retry: 'job_retry_scheduled',
  'dead-letter': 'job_dead'
}

const FATE_OF: Readonly<Record<Disposition['kind'], string>> = {
  delete: 'withdrawn, nothing is left to do',
  release: 'interrupted, another worker takes it',
  retry: 'tried again later',
  'dead-letter': 'cannot succeed, goes to the dead-letter queue'
}

/** Once a job is aborted its steps fail in many ways; what counts is why it was aborted. */
function causeOf(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof InterruptedAfterDelivery) return error
  return signal.aborted ? signal.reason : error
}

function retryOf(disposition: Disposition): { kind: Disposition['kind']; delaySeconds: number } {
  return { kind: disposition.kind, delaySeconds: disposition.kind === 'retry' ? disposition.delaySeconds : 0 }
}

function isRedelivery({ receiveCount }: Delivery): boolean {
  return receiveCount > 1
}

function reportedRequest(message: ReadMessage): AssessmentRequested | null {
  if (message.isReadable) return message.request
  return message.reference === undefined ? null : { reference: message.reference, revision: 1 }
}

function sentenceOf(reference: string, end: JobEnd): string {
  if (end.status === 'already-completed')
    return `${reference} was completed before; e-mail to the applicant: ${end.email}`
  if (end.status === 'unanswered')
    return `${reference} is out of scope; the production profile gives no answer`
  return `${reference} is assessed, ${end.isInScope ? 'in scope' : 'out of scope'}; e-mail to the applicant: ${end.email}`
}
