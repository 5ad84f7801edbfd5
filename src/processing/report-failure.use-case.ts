import { Injectable } from '@nestjs/common'
import { ResultSink } from '../backend/result-sink'
import { FAILURE_CODES, type FailureCode } from '../failures/failure-codes'
import { Notifier, type EmailStatus } from '../notification/notifier'
import type { AssessmentAttempt } from './assessment-requested'

/** Tells the backend, then support, that a job has failed for good. */
@Injectable()
export class ReportFailureUseCase {
  constructor(
    private readonly results: ResultSink,
    private readonly notifier: Notifier
  ) {}

  /**
   * The applicant reads the published text of the code, never the message of an error.
   * @throws Failure of the delivery; support is told only after the backend was
   */
  async execute(
    { request, isRedelivery, signal }: AssessmentAttempt,
    code: FailureCode
  ): Promise<EmailStatus> {
    const { reference, revision } = request
    const assessmentTypes = [...(request.assessmentTypes ?? ['nutrient'])].sort()
    const reason = FAILURE_CODES[code].publicText
    const job = { reference, revision, assessmentTypes }
    await this.results.deliver({ ...job, status: 'FAILED', error: { code, message: reason } }, signal)
    return this.notifier.tellFailed({ ...job, developmentName: '', isRedelivery, code, reason }, signal)
  }
}
