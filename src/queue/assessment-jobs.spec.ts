import { DeadLetterSoon, HandlerAborted, Release, RetryLater } from '@nrf/sqs-transport'
import { someDetails } from '../../test/builders/details.builder'
import { aBoundary } from '../../test/builders/development.builder'
import { FakeAssessmentSource, FakeResultSink } from '../../test/fakes/fake-backend'
import { FakeNotifier } from '../../test/fakes/fake-notifier'
import type { AssessmentOutcome } from '../assessments/assessment-outcome'
import type { AssessmentRunner } from '../assessments/assessment.runner'
import type { Development } from '../assessments/development'
import { AssessmentWithdrawn, BackendUnavailable, ResultRefused } from '../backend/backend.failures'
import { EventLog, type EventRecord } from '../observability/log-events'
import { ProcessAssessmentUseCase } from '../processing/process-assessment.use-case'
import { ReportFailureUseCase } from '../processing/report-failure.use-case'
import { BoundaryCheck } from '../reference-data/boundary-check'
import { SurveyPondCheck } from '../reference-data/survey-pond-check'
import { InvalidBoundary } from '../reference-data/reference-data.failures'
import { AssessmentJobs } from './assessment-jobs'
import { FailurePolicy } from './failure-policy'
import type { ReadMessage } from './messages/message-reader'
import { InvalidMessage, MalformedMessage } from './queue.failures'

const OUTCOME = { type: 'nutrient', scope: { status: 'in-scope' } } as unknown as AssessmentOutcome

class ScriptedBoundaryCheck extends BoundaryCheck {
  failure: InvalidBoundary | undefined
  override check = async () => {
    if (this.failure !== undefined) throw this.failure
    return aBoundary()
  }
}

/** Takes every outline for the same square. */
class ScriptedPondCheck extends SurveyPondCheck {
  override check = async (outlines: readonly unknown[]) => outlines.map(() => aBoundary().geometry)
}

function aWorld({ outcomes = [OUTCOME] } = {}) {
  const source = new FakeAssessmentSource().put(someDetails())
  const sink = new FakeResultSink()
  const notifier = new FakeNotifier()
  const boundaries = new ScriptedBoundaryCheck()
  const logged: { record: EventRecord; sentence: string }[] = []
  const events = new EventLog({ write: (_, record, sentence) => logged.push({ record, sentence }) })
  const assessed: Development[] = []
  const runner: Pick<AssessmentRunner, 'canonicalTypes' | 'run'> = {
    canonicalTypes: (types) => [...types],
    run: async (_types, development) => {
      assessed.push(development)
      return outcomes
    }
  }
  const jobs = new AssessmentJobs(
    new ProcessAssessmentUseCase(
      source,
      boundaries,
      new ScriptedPondCheck(),
      runner as AssessmentRunner,
      sink,
      notifier
    ),
    new ReportFailureUseCase(sink, notifier),
    new FailurePolicy({ retryBaseSeconds: 30 }, () => 0.5),
    events
  )
  const actions = () => logged.map(({ record }) => record['event.action'])
  return { source, sink, notifier, boundaries, jobs, logged, actions, assessed }
}

const MESSAGE: ReadMessage = { isReadable: true, request: { reference: 'NRF-000001', revision: 1 } }

function aDelivery({ receiveCount = 1, isLastReceive = false, signal = new AbortController().signal } = {}) {
  return { messageId: 'message-1', receiveCount, isLastReceive, signal }
}

describe('AssessmentJobs', () => {
  it('hands on the surveyed ponds with checked outlines, and nothing without a survey', async () => {
    const { jobs, source, assessed } = aWorld()
    await jobs.run(MESSAGE, aDelivery())
    const pond = { geometry: 'unchecked', newts: 'P', isTemporaryImpact: true } as const
    source.put(someDetails({ surveyPonds: [pond] }))
    await jobs.run(MESSAGE, aDelivery())
    expect(assessed.map(({ surveyPonds }) => surveyPonds)).toEqual([
      undefined,
      [{ ...pond, geometry: aBoundary().geometry }]
    ])
  })

  it('delivers the outcomes, tells the applicant and resolves', async () => {
    const { jobs, sink, notifier, actions } = aWorld()
    await jobs.run(MESSAGE, aDelivery())
    expect(sink.delivered).toEqual([
      {
        reference: 'NRF-000001',
        revision: 1,
        assessmentTypes: ['nutrient'],
        status: 'COMPLETED',
        outcomes: [OUTCOME]
      }
    ])
    expect(notifier.completed).toEqual([
      {
        reference: 'NRF-000001',
        revision: 1,
        assessmentTypes: ['nutrient'],
        developmentName: 'Mill Lane',
        email: 'planner@example.com',
        isRedelivery: false
      }
    ])
    expect(actions()).toEqual(['job_completed'])
  })

  it('prefers the types of the message, then those of the details', async () => {
    const { jobs, sink, source } = aWorld()
    source.put(someDetails({ assessmentTypes: ['gcn'] }))
    await jobs.run(MESSAGE, aDelivery())
    await jobs.run({ ...MESSAGE, request: { ...MESSAGE.request, assessmentTypes: ['air'] } }, aDelivery())
    expect(sink.delivered.map(({ assessmentTypes }) => assessmentTypes)).toEqual([['gcn'], ['air']])
  })

  it('does nothing for an assessment that is completed in the same revision', async () => {
    const { jobs, sink, source } = aWorld()
    source.put(someDetails({ status: 'COMPLETED' }))
    await jobs.run(MESSAGE, aDelivery())
    expect(sink.delivered).toEqual([])
    await jobs.run({ isReadable: true, request: { reference: 'NRF-000001', revision: 2 } }, aDelivery())
    expect(sink.delivered).toHaveLength(1)
  })

  it('sees to the e-mail of a job that was cut off after its delivery', async () => {
    const { jobs, source, notifier } = aWorld()
    source.put(someDetails({ status: 'COMPLETED' }))
    await jobs.run(MESSAGE, aDelivery())
    expect(notifier.completed).toEqual([])
    await jobs.run(MESSAGE, aDelivery({ receiveCount: 2 }))
    expect(notifier.completed).toMatchObject([{ isRedelivery: true }])
  })

  it('gives the message back when it is cut off after its delivery, also by the deadline', async () => {
    const { jobs, notifier, sink } = aWorld()
    const controller = new AbortController()
    notifier.tellCompleted = async () => {
      controller.abort(new HandlerAborted('deadline'))
      throw controller.signal.reason
    }
    const delivery = aDelivery({ receiveCount: 3, isLastReceive: true, signal: controller.signal })
    await expect(jobs.run(MESSAGE, delivery)).rejects.toThrow(Release)
    expect(sink.delivered).toMatchObject([{ status: 'COMPLETED' }])
  })

  it('refuses a message that is older than the details', async () => {
    const { jobs, sink, source } = aWorld()
    source.put(someDetails({ revision: 2 }))
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect(sink.delivered).toMatchObject([{ status: 'FAILED', error: { code: 'details_mismatch' } }])
  })

  it('gives no answer when there is no outcome', async () => {
    const { jobs, sink, notifier } = aWorld({ outcomes: [] })
    await jobs.run(MESSAGE, aDelivery())
    expect([sink.delivered, notifier.completed]).toEqual([[], []])
  })

  it('does not fail a job for its e-mail', async () => {
    const { jobs, notifier } = aWorld()
    notifier.status = 'failed'
    await expect(jobs.run(MESSAGE, aDelivery())).resolves.toBeUndefined()
  })

  it('tells nobody when the result was not delivered', async () => {
    const { jobs, sink, notifier } = aWorld()
    sink.failNext(new BackendUnavailable('503'))
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toMatchObject({ delaySeconds: 30 })
    expect(notifier.completed).toEqual([])
  })

  it('reports an invalid boundary once, in plain English, and dead-letters the message', async () => {
    const { jobs, sink, notifier, boundaries, actions } = aWorld()
    boundaries.failure = new InvalidBoundary(
      'self_intersecting_geometry',
      'Self-intersection at 600000 300000'
    )
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toThrow(DeadLetterSoon)
    await expect(jobs.run(MESSAGE, aDelivery({ receiveCount: 2 }))).rejects.toThrow(DeadLetterSoon)
    expect(sink.delivered).toEqual([
      expect.objectContaining({
        status: 'FAILED',
        error: {
          code: 'self_intersecting_geometry',
          message: 'The lines of the site boundary cross each other. Draw or upload it again.'
        }
      })
    ])
    expect(notifier.failed).toHaveLength(1)
    expect(actions()).toEqual(['job_dead', 'job_failed'])
  })

  it('makes no call for a message without a readable reference, and logs its id only', async () => {
    const { jobs, sink, notifier, logged } = aWorld()
    const unreadable: ReadMessage = {
      isReadable: false,
      failure: new MalformedMessage('The body is not JSON')
    }
    await expect(jobs.run(unreadable, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect([sink.delivered, notifier.failed]).toEqual([[], []])
    expect(logged).toEqual([
      expect.objectContaining({
        record: expect.objectContaining({
          'event.action': 'message_validation_failed',
          'event.reason': 'message-1',
          'error.code': 'malformed_message'
        })
      })
    ])
  })

  it('reports an invalid message whose reference can be read', async () => {
    const { jobs, sink } = aWorld()
    const invalid: ReadMessage = {
      isReadable: false,
      failure: new InvalidMessage(['x']),
      reference: 'NRF-000009'
    }
    await expect(jobs.run(invalid, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect(sink.delivered).toMatchObject([{ reference: 'NRF-000009', error: { code: 'invalid_message' } }])
  })

  it('retries an unknown reference and reports it at the last receipt', async () => {
    const { jobs, sink } = aWorld()
    const unknown: ReadMessage = { isReadable: true, request: { reference: 'NRF-404404', revision: 1 } }
    await expect(jobs.run(unknown, aDelivery())).rejects.toThrow(RetryLater)
    expect(sink.delivered).toEqual([])
    await expect(jobs.run(unknown, aDelivery({ receiveCount: 3, isLastReceive: true }))).rejects.toThrow(
      RetryLater
    )
    expect(sink.delivered).toMatchObject([{ status: 'FAILED', error: { code: 'reference_unknown' } }])
  })

  it('resolves for a withdrawn assessment', async () => {
    const { jobs, source, sink } = aWorld()
    source.failNext(new AssessmentWithdrawn('NRF-000001'))
    await expect(jobs.run(MESSAGE, aDelivery())).resolves.toBeUndefined()
    expect(sink.delivered).toEqual([])
  })

  it('tries the whole job again when the report of its failure does not get through', async () => {
    const { jobs, sink, boundaries } = aWorld()
    boundaries.failure = new InvalidBoundary('invalid_geometry', 'x')
    sink.failNext(new BackendUnavailable('503', 9))
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toMatchObject({ delaySeconds: 9 })
    await expect(jobs.run(MESSAGE, aDelivery({ receiveCount: 2 }))).rejects.toThrow(DeadLetterSoon)
    expect(sink.delivered).toHaveLength(1)
  })

  it('dead-letters a job whose report is refused for good', async () => {
    const { jobs, sink, boundaries } = aWorld()
    boundaries.failure = new InvalidBoundary('invalid_geometry', 'x')
    sink.failNext(new ResultRefused(404))
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toThrow(DeadLetterSoon)
  })

  it('gives the message back when the worker stops in the middle, whatever the error says', async () => {
    const { jobs, source, sink } = aWorld()
    const controller = new AbortController()
    controller.abort(new HandlerAborted('shutdown'))
    source.failNext(new BackendUnavailable('aborted'))
    await expect(jobs.run(MESSAGE, aDelivery({ signal: controller.signal }))).rejects.toThrow(Release)
    expect(sink.delivered).toEqual([])
  })

  it('reports a job that timed out on its last receipt although its signal is aborted', async () => {
    const { jobs, sink } = aWorld()
    const controller = new AbortController()
    controller.abort(new HandlerAborted('deadline'))
    const delivery = aDelivery({ receiveCount: 3, isLastReceive: true, signal: controller.signal })
    await expect(jobs.run(MESSAGE, delivery)).rejects.toThrow(RetryLater)
    expect(sink.delivered).toMatchObject([{ error: { code: 'job_timed_out' } }])
  })

  it('marks a redelivery, so that nobody is mailed twice', async () => {
    const { jobs, notifier } = aWorld()
    await jobs.run(MESSAGE, aDelivery({ receiveCount: 2 }))
    expect(notifier.completed).toMatchObject([{ isRedelivery: true }])
  })
})
