import { HandlerAborted } from '@nrf/sqs-transport'
import { someDetails } from '../../test/builders/details.builder'
import { aReading } from '../../test/builders/boundary.builder'
import { aBoundary } from '../../test/builders/development.builder'
import { aDelivery, aJobWorld, anOutcome, MAX_ATTEMPTS } from '../../test/builders/job-world'
import {
  AssessmentTypeNotAccepted,
  AssessmentWithdrawn,
  BackendUnavailable,
  ResultRefused
} from '../backend/backend.failures'
import { InvalidBoundary } from '../reference-data/reference-data.failures'
import { claimOf } from './job-claim'
import { MessageRefused } from './processing.failures'
import type { Submission } from './submission'

const INVALID = new InvalidBoundary('self_intersecting_geometry', 'Self-intersection at 600000 300000')

const SITE_FILE = {
  type: 'FeatureCollection',
  crs: { type: 'name', properties: { name: 'EPSG:27700' } },
  features: [
    {
      type: 'Feature',
      properties: {},
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [615200, 309800],
            [615300, 309800],
            [615300, 309900],
            [615200, 309800]
          ]
        ]
      }
    }
  ]
}

describe('ProcessAssessmentUseCase', () => {
  it('delivers the outcomes, tells the applicant and ends the job', async () => {
    const { useCase, sink, notifier, ledger, actions } = aJobWorld()
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'completed', isParked: false })
    expect(sink.delivered).toEqual([
      {
        reference: 'NRF-000001',
        revision: 1,
        assessmentTypes: ['nutrient'],
        status: 'COMPLETED',
        outcomes: [anOutcome()]
      }
    ])
    expect(notifier.completed).toMatchObject([
      { developmentName: 'Mill Lane', email: 'planner@example.com', assessmentTypes: ['nutrient'] }
    ])
    expect(notifier.accepted).toHaveLength(1)
    expect(await ledger.find('NRF-000001')).toMatchObject([
      {
        state: 'completed',
        effects: [
          { effect: 'post_result', state: 'sent' },
          { effect: 'email_completed', state: 'sent' }
        ]
      }
    ])
    expect(actions()).toEqual(['job_claimed', 'effect_sent', 'effect_sent', 'job_completed'])
  })

  it('hands on the surveyed ponds with checked outlines, and nothing without a survey', async () => {
    const { useCase, source, assessed } = aJobWorld()
    await useCase.execute(aDelivery())
    const pond = { newts: 'P', isTemporaryImpact: true } as const
    source.put(someDetails({ reference: 'NRF-000002', surveyPonds: [{ ...pond, outline: aReading(null) }] }))
    await useCase.execute(aDelivery({ request: { reference: 'NRF-000002', revision: 1 } }))
    expect(assessed.map(({ surveyPonds }) => surveyPonds)).toEqual([
      undefined,
      [{ ...pond, ewkb: aBoundary().ewkb }]
    ])
  })

  describe('with details of its own', () => {
    const submission: Submission = {
      developmentName: 'Mill Lane',
      dwellingCategory: 'house',
      dwellings: 18,
      email: 'planner@example.com',
      boundary: { kind: 'inline', geometry: { type: 'Polygon', coordinates: [] } }
    }
    const requested = (fields: Partial<Submission> = {}, traceId?: string) =>
      aDelivery({
        messageId: `message-${traceId}`,
        request: { reference: 'NRF-000009', revision: 1, traceId, submission: { ...submission, ...fields } }
      })

    it('does not ask the backend for any', async () => {
      const { useCase, source, assessed, notifier } = aJobWorld()
      source.failNext(new BackendUnavailable('nobody may ask'))
      expect(await useCase.execute(requested())).toMatchObject({ status: 'completed' })
      expect(assessed).toMatchObject([
        { reference: 'NRF-000009', name: 'Mill Lane', dwellingCategory: 'house', dwellings: 18 }
      ])
      expect(notifier.completed).toMatchObject([{ email: 'planner@example.com' }])
    })

    it('knows the same content again whatever its trace, and refuses another under the same key', async () => {
      const { useCase, sink, actions } = aJobWorld()
      await useCase.execute(requested({}, 'first'))
      expect(await useCase.execute(requested({}, 'second'))).toEqual({
        status: 'repeated',
        state: 'completed'
      })
      expect(await useCase.execute(requested({ dwellings: 19 }, 'third'))).toEqual({
        status: 'dead',
        code: 'key_conflict'
      })
      expect(sink.delivered).toHaveLength(1)
      expect(actions()).toContain('message_quarantined')
    })

    it('reads the boundary from a file, and fails for good when there is none or no boundary in it', async () => {
      const { useCase, files, sink } = aJobWorld()
      files.put('site.geojson', Buffer.from(JSON.stringify(SITE_FILE)))
      files.put('text.geojson', Buffer.from('no JSON'))
      const inFile = (key: string) => requested({ boundary: { kind: 'file', file: { key } } }, key)
      const jobOf = (key: string) => {
        const delivery = inFile(key)
        return { ...delivery, request: { ...delivery.request, reference: key } }
      }
      const ends = []
      for (const key of ['site.geojson', 'text.geojson', 'none.zip'])
        ends.push(await useCase.execute(jobOf(key)))
      expect(ends).toMatchObject([
        { status: 'completed' },
        { status: 'dead', code: 'unsupported_file_type' },
        { status: 'dead', code: 'upload_file_missing' }
      ])
      expect(sink.delivered.map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED', 'FAILED'])
    })
  })

  it('fetches the boundary that the details name as a file, unless there is nothing left to do', async () => {
    const { useCase, source, files, assessed, sink } = aJobWorld()
    files.put('site.geojson', Buffer.from(JSON.stringify(SITE_FILE)))
    source.put(someDetails({ boundary: { file: { key: 'site.geojson' } } }))
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
    expect(assessed).toHaveLength(1)
    const done = { reference: 'NRF-000002', status: 'COMPLETED' as const }
    source.put(someDetails({ ...done, boundary: { file: { key: 'gone' } } }))
    const request = { reference: 'NRF-000002', revision: 1 }
    expect(await useCase.execute(aDelivery({ request }))).toMatchObject({ status: 'completed' })
    expect(sink.delivered).toHaveLength(1)
  })

  it('prefers the types of the message, then those of the details', async () => {
    const { useCase, sink, source } = aJobWorld()
    source.put(someDetails({ assessmentTypes: ['gcn'] }))
    await useCase.execute(aDelivery())
    const request = { reference: 'NRF-000001', revision: 2, assessmentTypes: ['air'] }
    await useCase.execute(aDelivery({ request }))
    expect(sink.delivered.map(({ assessmentTypes }) => assessmentTypes)).toEqual([['gcn'], ['air']])
  })

  it('makes no call for a job that had ended before', async () => {
    const { useCase, sink, notifier, assessed } = aJobWorld()
    await useCase.execute(aDelivery())
    const again = aDelivery({ messageId: 'duplicate' })
    expect(await useCase.execute(again)).toEqual({ status: 'repeated', state: 'completed' })
    expect([sink.delivered, notifier.accepted, assessed].map(({ length }) => length)).toEqual([1, 1, 1])
  })

  it('runs a new revision as a new job', async () => {
    const { useCase, sink } = aJobWorld()
    await useCase.execute(aDelivery())
    await useCase.execute(aDelivery({ request: { reference: 'NRF-000001', revision: 2 } }))
    expect(sink.delivered.map(({ revision }) => revision)).toEqual([1, 2])
  })

  it('leaves a job alone that another delivery is being worked on for', async () => {
    const { useCase, source, newWorker, sink } = aJobWorld()
    let second: unknown
    const fetch = source.fetch.bind(source)
    source.fetch = async (reference, signal) => {
      second ??= await newWorker().useCase.execute(aDelivery({ messageId: 'duplicate' }))
      return fetch(reference, signal)
    }
    await useCase.execute(aDelivery())
    expect(second).toMatchObject({ status: 'snoozed', delaySeconds: 46 })
    expect(sink.delivered).toHaveLength(1)
  })

  it('does nothing for an assessment that the backend has completed in the same revision', async () => {
    const { useCase, sink, source, notifier, ledger } = aJobWorld()
    source.put(someDetails({ status: 'COMPLETED' }))
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
    expect([sink.delivered, notifier.completed]).toEqual([[], []])
    expect(await ledger.find('NRF-000001')).toMatchObject([{ state: 'completed', effects: [] }])
  })

  it('gives no answer when there is no outcome', async () => {
    const { useCase, sink, notifier } = aJobWorld({ outcomes: [] })
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
    expect([sink.delivered, notifier.completed]).toEqual([[], []])
  })

  it('refuses a message that is older than the details', async () => {
    const { useCase, sink, source } = aJobWorld()
    source.put(someDetails({ revision: 2 }))
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'dead', code: 'details_mismatch' })
    expect(sink.delivered).toMatchObject([{ status: 'FAILED', error: { code: 'details_mismatch' } }])
  })

  it('tells nobody while the backend lacks the result, and repeats the same result', async () => {
    const { useCase, sink, notifier, assessed, actions } = aJobWorld()
    sink.failNext(new BackendUnavailable('503'))
    expect(await useCase.execute(aDelivery())).toEqual({
      status: 'retry',
      delaySeconds: 30,
      code: 'backend_unavailable'
    })
    expect(notifier.accepted).toEqual([])
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
    expect([sink.delivered, notifier.accepted, assessed].map(({ length }) => length)).toEqual([1, 1, 1])
    expect(actions()).toContain('effect_replayed')
  })

  it('reports an invalid boundary once, in plain English, and tells support', async () => {
    const { useCase, sink, notifier, boundaries, actions } = aJobWorld()
    boundaries.failure = INVALID
    const dead = { status: 'dead', code: 'self_intersecting_geometry' }
    expect(await useCase.execute(aDelivery())).toEqual(dead)
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'repeated', state: 'dead' })
    expect(sink.delivered).toMatchObject([
      {
        status: 'FAILED',
        error: {
          code: 'self_intersecting_geometry',
          message: 'The lines of the site boundary cross each other. Draw or upload it again.'
        }
      }
    ])
    expect([notifier.failed, notifier.accepted].map(({ length }) => length)).toEqual([1, 1])
    expect(actions()).toContain('job_dead')
  })

  it('reports a message that could not be read once, whichever way it comes', async () => {
    const { useCase, sink, notifier } = aJobWorld()
    const failure = new MessageRefused('invalid_message')
    const refused = aDelivery({ refusal: { failure, bodyDigest: 'digest' } })
    expect(await useCase.execute(refused)).toEqual({ status: 'dead', code: 'invalid_message' })
    expect(await useCase.execute({ ...refused, messageId: 'sent again' })).toMatchObject({ state: 'dead' })
    expect(sink.delivered).toMatchObject([{ status: 'FAILED', error: { code: 'invalid_message' } }])
    expect(notifier.accepted).toHaveLength(1)
  })

  it('does not let a refused message hide a sound one', async () => {
    const { useCase, sink } = aJobWorld()
    const failure = new MessageRefused('invalid_message')
    await useCase.execute(aDelivery({ refusal: { failure, bodyDigest: 'digest' } }))
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
    expect(sink.delivered.map(({ status }) => status)).toEqual(['FAILED', 'COMPLETED'])
  })

  it('ends a job at its last try, and reports it although its own signal is aborted', async () => {
    const { useCase, sink } = aJobWorld()
    const controller = new AbortController()
    controller.abort(new HandlerAborted('deadline'))
    // The claim itself obeys the signal; the job is stopped after it.
    const stopped = () => aDelivery({ signal: lateSignal(controller.signal) })
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      expect(await useCase.execute(stopped())).toMatchObject({
        status: 'retry',
        code: 'job_timed_out'
      })
    }
    expect(await useCase.execute(stopped())).toEqual({ status: 'dead', code: 'job_timed_out' })
    expect(sink.delivered).toMatchObject([{ error: { code: 'job_timed_out' } }])
  })

  it('gives a job back when the worker stops in the middle, whatever the error says', async () => {
    const { useCase, source, sink, ledger } = aJobWorld()
    const controller = new AbortController()
    source.fetch = async () => {
      controller.abort(new HandlerAborted('shutdown'))
      throw new BackendUnavailable('aborted')
    }
    const end = await useCase.execute(aDelivery({ signal: controller.signal }))
    expect(end).toEqual({ status: 'interrupted' })
    expect(sink.delivered).toEqual([])
    expect(await ledger.find('NRF-000001')).toMatchObject([{ state: 'interrupted', attempt: 0 }])
  })

  it('never ends a job for an outage', async () => {
    const { useCase, source, ledger } = aJobWorld()
    for (let attempt = 1; attempt <= 2 * MAX_ATTEMPTS; attempt += 1) {
      source.failNext(Object.assign(new BackendUnavailable('no answer'), { isBlameless: true }))
      expect(await useCase.execute(aDelivery())).toMatchObject({
        status: 'retry',
        code: 'backend_unavailable'
      })
    }
    expect(await ledger.find('NRF-000001')).toMatchObject([{ state: 'interrupted', attempt: 0 }])
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'completed' })
  })

  it('runs a job whose worker died alone', async () => {
    const { useCase, ledger, source, assessed } = aJobWorld()
    await ledger.claim(claimOf(aDelivery()), aDelivery().signal)
    ledger.passSeconds(46)
    source.put(someDetails({ reference: 'NRF-000002' }))
    const fetch = source.fetch.bind(source)
    let goOn: () => void = () => undefined
    const isHeldUp = new Promise<void>((resolve) => {
      goOn = resolve
    })
    source.fetch = async (reference, signal) => {
      if (reference === 'NRF-000002') await isHeldUp
      return fetch(reference, signal)
    }
    const neighbour = useCase.execute(aDelivery({ request: { reference: 'NRF-000002', revision: 1 } }))
    const suspect = useCase.execute(aDelivery())
    await new Promise((resolve) => setImmediate(resolve))
    expect(assessed).toEqual([])
    goOn()
    expect([await neighbour, await suspect]).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
    expect(assessed.map(({ reference }) => reference)).toEqual(['NRF-000002', 'NRF-000001'])
  })

  it('ends a job whose worker died with it on every try', async () => {
    const { useCase, ledger, sink, source } = aJobWorld()
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await ledger.claim(claimOf(aDelivery()), aDelivery().signal)
      ledger.passSeconds(46)
    }
    source.failNext(new Error('never asked'))
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'dead', code: 'worker_crashed' })
    expect(sink.delivered).toMatchObject([{ error: { code: 'worker_crashed' } }])
  })

  it('has nothing left to do for a withdrawn assessment', async () => {
    const { useCase, source, sink, ledger } = aJobWorld()
    source.failNext(new AssessmentWithdrawn('NRF-000001'))
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'cancelled', code: 'assessment_withdrawn' })
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'repeated', state: 'cancelled' })
    expect(sink.delivered).toEqual([])
    expect(await ledger.find('NRF-000001')).toMatchObject([{ state: 'cancelled' }])
  })

  it('ends a job whose result is refused for good: support is told, the applicant is not', async () => {
    const { useCase, sink, notifier, ledger } = aJobWorld()
    sink.failNext(new ResultRefused(422))
    expect(await useCase.execute(aDelivery())).toEqual({ status: 'dead', code: 'result_refused' })
    expect(sink.delivered).toEqual([])
    expect(notifier.failed).toMatchObject([{ code: 'result_refused' }])
    expect(await ledger.find('NRF-000001')).toMatchObject([
      {
        state: 'dead',
        errorCode: 'result_refused',
        effects: [
          { effect: 'post_result', state: 'failed' },
          { effect: 'email_failed', state: 'sent' }
        ]
      }
    ])
  })

  it('tells support once of a result that is refused again after the job was sent back', async () => {
    const { useCase, sink, notifier, ledger } = aJobWorld()
    sink.failNext(new ResultRefused(422))
    await useCase.execute(aDelivery())
    sink.failNext(new ResultRefused(422))
    expect(await useCase.execute(aDelivery({ redrives: 1 }))).toEqual({
      status: 'dead',
      code: 'result_refused'
    })
    expect(notifier.accepted).toHaveLength(1)
    expect(await ledger.find('NRF-000001')).toMatchObject([{ state: 'dead' }])
  })

  it('tells support of a job whose failure the backend does not want to know', async () => {
    const { useCase, sink, notifier, boundaries } = aJobWorld()
    boundaries.failure = INVALID
    sink.failNext(new ResultRefused(404))
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'dead' })
    expect(notifier.accepted).toHaveLength(1)
  })

  it('makes no report that would be refused as well', async () => {
    const { useCase, sink, notifier } = aJobWorld()
    sink.prepare = () => {
      throw new AssessmentTypeNotAccepted('gcn')
    }
    expect(await useCase.execute(aDelivery())).toEqual({
      status: 'dead',
      code: 'assessment_type_not_accepted'
    })
    expect(sink.delivered).toEqual([])
    expect(notifier.accepted).toHaveLength(1)
  })

  it('delivers the report of a failure later, when the backend is away', async () => {
    const { useCase, sink, boundaries, notifier } = aJobWorld()
    boundaries.failure = INVALID
    sink.failNext(new BackendUnavailable('503', 9))
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'retry', delaySeconds: 9 })
    expect(await useCase.execute(aDelivery())).toMatchObject({ status: 'dead' })
    expect([sink.delivered, notifier.accepted].map(({ length }) => length)).toEqual([1, 1])
  })

  it('runs a dead job again when it is sent back, and reports and mails its failure only once', async () => {
    const { useCase, sink, boundaries, notifier } = aJobWorld()
    boundaries.failure = INVALID
    await useCase.execute(aDelivery())
    expect(await useCase.execute(aDelivery({ redrives: 1 }))).toMatchObject({ status: 'dead' })
    expect([sink.delivered, notifier.accepted].map(({ length }) => length)).toEqual([1, 1])
    boundaries.failure = undefined
    expect(await useCase.execute(aDelivery({ redrives: 2 }))).toMatchObject({ status: 'completed' })
    expect(sink.delivered.map(({ status }) => status)).toEqual(['FAILED', 'COMPLETED'])
  })
})

/** Aborted like the other, but only once somebody listens to it. */
function lateSignal(other: AbortSignal): AbortSignal {
  const late = new AbortController()
  queueMicrotask(() => late.abort(other.reason))
  return late.signal
}
