import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { AssessmentOutcome } from '../assessments/assessment-outcome'
import { AssessmentRegistry } from '../assessments/assessment.registry'
import { ResultSink, type AssessmentResult } from '../backend/result-sink'
import type { FailureCode } from '../failures/failure-codes'
import type { EffectName, JobCommit, NewEffect, StoredRequest } from '../ledger/job-ledger'
import { Notifier, type EmailDraft } from '../notification/notifier'
import { EventLog } from '../observability/log-events'
import { DEFAULT_TYPES } from './assessment-requested'
import type { AssessedJob, Work } from './assessment-work'

/** Codes that mean that the backend does not take a result of this job; another one would not help. */
const NOT_REPORTED: readonly FailureCode[] = [
  'result_refused',
  'result_conflict',
  'assessment_type_not_accepted'
]

const NOTHING_TO_SEND: Readonly<Record<Exclude<Work['status'], 'assessed'>, string>> = {
  unanswered: 'The site is out of scope; the production profile gives no answer',
  'already-completed': 'The backend has the result of this revision already'
}

/** Says what a job is going to do to others: the result for the backend first, then an e-mail. */
@Injectable()
export class IntendedEffects {
  constructor(
    private readonly results: ResultSink,
    private readonly notifier: Notifier,
    private readonly events: EventLog,
    private readonly assessments: AssessmentRegistry
  ) {}

  /** @throws AssessmentTypeNotAccepted */
  ofWork({ reference }: StoredRequest, work: Work): JobCommit {
    if (work.status === 'assessed') return this.ofCompletion(work.job, work.outcomes)
    this.events.info('step_completed', { reference, reason: work.status }, NOTHING_TO_SEND[work.status])
    return { verdict: 'completed', resultDigest: work.status, effects: [] }
  }

  private ofCompletion(job: AssessedJob, outcomes: readonly AssessmentOutcome[]): JobCommit {
    const { reference, revision, assessmentTypes } = job
    const result = { reference, revision, assessmentTypes, status: 'COMPLETED', outcomes } as const
    const email = this.notifier.draftCompleted(job)
    return commitOf('completed', [
      this.post('post_result', result),
      this.email('email_completed', reference, email)
    ])
  }

  /** The applicant reads the published text of the code, never the message of an error. */
  ofFailure(request: StoredRequest, code: FailureCode): JobCommit {
    const error = { code, message: this.assessments.describeFailure(code).publicText }
    const post = NOT_REPORTED.includes(code)
      ? undefined
      : this.post('post_failure', { ...failedJob(request), status: 'FAILED', error })
    return { ...commitOf('dead', [post, this.emailToSupport(request, code)]), errorCode: code }
  }

  emailToSupport(request: StoredRequest, code: FailureCode): NewEffect | undefined {
    const notice = {
      ...failedJob(request),
      developmentName: '',
      code,
      reason: this.assessments.describeFailure(code).publicText
    }
    return this.email('email_failed', request.reference, this.notifier.draftFailed(notice))
  }

  private post(effect: EffectName, result: AssessmentResult): NewEffect | undefined {
    const prepared = this.results.prepare(result)
    if (prepared !== null)
      return { effect, idemKey: prepared.idempotencyKey, request: prepared.body, state: 'pending' }
    const { reference, status } = result
    this.events.info(
      'step_completed',
      { reference, outcome: 'success', reason: `nothing_to_send_${status.toLowerCase()}` },
      'The contract of the backend has no form for this result; nothing is sent'
    )
    return undefined
  }

  private email(effect: EffectName, reference: string, draft: EmailDraft): NewEffect | undefined {
    if ('content' in draft)
      return { effect, idemKey: draft.reference, request: draft.content, state: 'pending' }
    this.events.info(
      'step_completed',
      { reference, reason: `${effect}: ${draft.skipped}` },
      'E-mail not sent'
    )
    return undefined
  }
}

/** The first effect begins with the commit: its call may be on its way from then on. */
function commitOf(verdict: JobCommit['verdict'], intended: readonly (NewEffect | undefined)[]): JobCommit {
  const effects = intended
    .filter((effect) => effect !== undefined)
    .map((effect, index): NewEffect => (index === 0 ? { ...effect, state: 'sending' } : effect))
  const digest = createHash('sha256').update(verdict)
  for (const { effect, request } of effects) digest.update(`\n${effect}\n${request}`)
  return { verdict, resultDigest: digest.digest('hex'), effects }
}

function failedJob({ reference, revision, assessmentTypes = DEFAULT_TYPES }: StoredRequest) {
  return { reference, revision, assessmentTypes: [...assessmentTypes].sort() }
}
