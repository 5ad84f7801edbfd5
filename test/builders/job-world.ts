import type { AssessmentOutcome } from '../../src/assessments/assessment-outcome'
import type { AssessmentRunner } from '../../src/assessments/assessment.runner'
import type { Development } from '../../src/assessments/development'
import { LeaseKeeper } from '../../src/ledger/lease-keeper'
import { countingEventSink } from '../../src/observability/counting-event-sink'
import { EventLog, type EventRecord } from '../../src/observability/log-events'
import { MetricTotals } from '../../src/observability/metric-totals'
import { Metrics } from '../../src/observability/metrics'
import { AssessmentWork } from '../../src/processing/assessment-work'
import { JobDetails } from '../../src/processing/job-details'
import type { AssessmentDelivery } from '../../src/processing/assessment-requested'
import { EmailEffect } from '../../src/processing/email-effect'
import { EmailFollowUp } from '../../src/processing/email-follow-up'
import { FailurePolicy } from '../../src/processing/failure-policy'
import { IntendedEffects } from '../../src/processing/intended-effects'
import { JobEffects } from '../../src/processing/job-effects'
import { JobReport } from '../../src/processing/job-report'
import { JobSweeper } from '../../src/processing/job-sweeper'
import { JobRunner } from '../../src/processing/job.runner'
import { ResultEffect } from '../../src/processing/result-effect'
import { SiteBoundary } from '../../src/processing/site-boundary'
import type { AssessmentRegistry } from '../../src/assessments/assessment.registry'
import { FAILURE_CODES, isOwnCode } from '../../src/failures/failure-codes'
import { LedgerWatch } from '../../src/ledger/ledger-watch'
import { LedgerRound } from '../../src/processing/ledger-round'
import { ProcessAssessmentUseCase } from '../../src/processing/process-assessment.use-case'
import { BoundaryCheck } from '../../src/reference-data/boundary-check'
import type { InvalidBoundary } from '../../src/reference-data/reference-data.failures'
import { SurveyPondCheck } from '../../src/reference-data/survey-pond-check'
import { FakeAssessmentSource, FakeResultSink } from '../fakes/fake-backend'
import { FakeJobLedger } from '../fakes/fake-job-ledger'
import { FakeLedgerStanding } from '../fakes/fake-ledger-standing'
import { FakeBoundaryFiles } from '../fakes/fake-boundary-files'
import { FakeNotifier } from '../fakes/fake-notifier'
import { someDetails } from './details.builder'
import { aBoundary } from './development.builder'

export const MAX_ATTEMPTS = 3
export const SETTLE_SECONDS = 60

/** Takes every boundary, unless a failure is scripted. */
class ScriptedBoundaryCheck extends BoundaryCheck {
  failure: InvalidBoundary | undefined
  override check = async () => {
    if (this.failure !== undefined) throw this.failure
    return aBoundary()
  }
}

/** Takes every outline for the same square. */
class ScriptedPondCheck extends SurveyPondCheck {
  override check = async (outlines: readonly unknown[]) => outlines.map(() => aBoundary().ewkb)
}

interface WorldOptions {
  readonly outcomes?: readonly AssessmentOutcome[]
  readonly sweepEverySeconds?: number
}

interface WorkerParts {
  readonly stepped?: <Port extends object>(port: Port) => Port
  readonly leases?: Pick<LeaseKeeper, 'hold'>
}

/** Everything that a job meets, in memory: the processing of the service is the real one. */
export function aJobWorld({ outcomes = [anOutcome()], sweepEverySeconds = 30 }: WorldOptions = {}) {
  const source = new FakeAssessmentSource().put(someDetails())
  const sink = new FakeResultSink()
  const notifier = new FakeNotifier()
  const files = new FakeBoundaryFiles()
  const ledger = new FakeJobLedger()
  const standing = new FakeLedgerStanding()
  /** Its answers are never old: tests do not wait. */
  let lookedAt = 0
  const watch = new LedgerWatch(standing, () => (lookedAt += 60_000))
  const boundaries = new ScriptedBoundaryCheck()
  const logged: { record: EventRecord; sentence: string }[] = []
  const totals = new MetricTotals()
  const metrics = new Metrics([totals])
  const events = new EventLog(
    countingEventSink({ write: (_, record, sentence) => logged.push({ record, sentence }) }, metrics)
  )
  const assessed: Development[] = []
  const runner: Pick<AssessmentRunner, 'canonicalTypes' | 'run'> = {
    canonicalTypes: (types) => [...types],
    run: async (_types, development) => {
      assessed.push(development)
      return [...outcomes]
    }
  }
  const registry: Pick<AssessmentRegistry, 'describeFailure'> = {
    describeFailure: (code) => (isOwnCode(code) ? OWN_FAILURE : FAILURE_CODES[code])
  }
  const asItIs = <Port extends object>(port: Port): Port => port
  const options = { leaseSeconds: 45, sweepEverySeconds, effectSettleSeconds: SETTLE_SECONDS }
  const keeper = new LeaseKeeper(ledger, options, events)
  /** Another worker process; its calls and its leases can be held up from outside. */
  const newWorker = ({ stepped = asItIs, leases = keeper }: WorkerParts = {}) => {
    const [ownLedger, ownSink, ownNotifier] = [stepped(ledger), stepped(sink), stepped(notifier)]
    const details = new JobDetails(stepped(source), {
      profile: 'corrected',
      boundaryMaxVertices: 1_000
    })
    const work = new AssessmentWork(
      details,
      new SiteBoundary(files, boundaries),
      new ScriptedPondCheck(),
      runner as AssessmentRunner
    )
    const intended = new IntendedEffects(sink, notifier, events, registry as AssessmentRegistry)
    const emails = new EmailEffect(ownLedger, ownNotifier, options, events)
    const results = new ResultEffect(ownLedger, ownSink, intended, events)
    const effects = new JobEffects(ownLedger, intended, results, emails)
    const policy = new FailurePolicy({ retryBaseSeconds: 30, maxAttempts: MAX_ATTEMPTS }, () => 0.5)
    const report = new JobReport(events, metrics)
    const jobs = new JobRunner(ownLedger, leases as LeaseKeeper, work, effects, policy, report)
    const round = new LedgerRound(ownLedger, watch, jobs, new EmailFollowUp(ledger, notifier, events))
    return {
      useCase: new ProcessAssessmentUseCase(ownLedger, jobs, events),
      sweeper: new JobSweeper(round, options, events)
    }
  }
  const actions = () => logged.map(({ record }) => record['event.action'])
  return {
    source,
    sink,
    notifier,
    ledger,
    standing,
    files,
    boundaries,
    logged,
    actions,
    totals,
    assessed,
    newWorker,
    ...newWorker()
  }
}

/** What every code of an assessment means in this world. */
const OWN_FAILURE = { ...FAILURE_CODES.assessment_failed, publicText: 'A road has no name.', retried: false }

export function anOutcome(): AssessmentOutcome {
  return { type: 'nutrient', scope: { status: 'in-scope' } } as unknown as AssessmentOutcome
}

export function aDelivery(overrides: Partial<AssessmentDelivery> = {}): AssessmentDelivery {
  return {
    request: { reference: 'NRF-000001', revision: 1 },
    messageId: 'message-1',
    redrives: 0,
    signal: new AbortController().signal,
    ...overrides
  }
}
