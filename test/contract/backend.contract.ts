import type { AssessmentSource } from '../../src/backend/assessment-source'
import {
  AssessmentWithdrawn,
  ReferenceUnknown,
  ResultConflict,
  ResultRefused
} from '../../src/backend/backend.failures'
import type { AssessmentResult, ResultSink } from '../../src/backend/result-sink'

const { signal } = new AbortController()
const reason = new Error('shutdown')
const aborted = AbortSignal.abort(reason)

/** A backend as the ports see it, and what a test may do to it. */
export interface BackendWorld {
  readonly source: AssessmentSource
  readonly sink: ResultSink
  /** Makes a plain site of ten dwellings known. */
  know(reference: string): void
  withdraw(reference: string): void
}

/** What every source of details promises. */
export function everyAssessmentSource(name: string, get: () => BackendWorld): void {
  describe(`assessment source: ${name}`, () => {
    it('gives the details of a known assessment', async () => {
      get().know('NRF-000001')
      expect(await get().source.fetch('NRF-000001', signal)).toMatchObject({
        reference: 'NRF-000001',
        revision: 1,
        status: 'QUEUED',
        dwellings: 10,
        dwellingCategory: 'housing',
        boundary: { ok: true, srid: 27700, repairs: [] }
      })
    })

    it('does not know what it was never told, and may be asked again', async () => {
      const fetched = get().source.fetch('NRF-000404', signal)
      await expect(fetched).rejects.toBeInstanceOf(ReferenceUnknown)
      await expect(fetched).rejects.toMatchObject({ reference: 'NRF-000404', retryable: true })
    })

    it('says so when an assessment was withdrawn', async () => {
      get().know('NRF-000410')
      get().withdraw('NRF-000410')
      await expect(get().source.fetch('NRF-000410', signal)).rejects.toBeInstanceOf(AssessmentWithdrawn)
    })

    it('rejects with the reason of an aborted signal', async () => {
      get().know('NRF-000001')
      await expect(get().source.fetch('NRF-000001', aborted)).rejects.toBe(reason)
    })
  })
}

const failed = (reference: string, revision = 1): AssessmentResult => ({
  reference,
  revision,
  assessmentTypes: ['nutrient'],
  status: 'FAILED',
  error: { code: 'unclosed_ring', message: 'The site boundary is not closed.' }
})

const completed = (reference: string, { reason: why = 'far away', revision = 1 } = {}): AssessmentResult => ({
  reference,
  revision,
  assessmentTypes: ['nutrient'],
  status: 'COMPLETED',
  outcomes: [
    {
      type: 'nutrient',
      assessmentVersion: 1,
      scope: { status: 'out-of-scope', reason: why },
      impacts: [],
      summary: null,
      evidence: null,
      findings: [],
      provenance: {
        serviceVersion: '1.0.0',
        layers: [],
        engine: { postgis: '3.3.2', geos: '3.11.1', proj: '9.1.1' },
        boundaryDigest: 'a'.repeat(64),
        profile: 'corrected'
      }
    }
  ]
})

/** What every place for results promises. */
export function everyResultSink(name: string, get: () => BackendWorld): void {
  describe(`result sink: ${name}`, () => {
    const prepare = (result: AssessmentResult) => {
      const prepared = get().sink.prepare(result)
      if (prepared === null) throw new Error('There is nothing to deliver')
      return prepared
    }
    const deliver = (result: AssessmentResult) => get().sink.deliver(prepare(result), signal)

    it('prepares the same result as the same bytes under the same key, and its failure under another', () => {
      const once = prepare(completed('NRF-000010'))
      expect(prepare(completed('NRF-000010'))).toEqual(once)
      expect(prepare(failed('NRF-000010')).idempotencyKey).not.toBe(once.idempotencyKey)
      expect(prepare(completed('NRF-000010', { revision: 2 })).idempotencyKey).not.toBe(once.idempotencyKey)
    })

    it('takes the same result any number of times', async () => {
      get().know('NRF-000011')
      await deliver(completed('NRF-000011'))
      await expect(deliver(completed('NRF-000011'))).resolves.toBeUndefined()
    })

    it('takes no other result for the same revision', async () => {
      get().know('NRF-000012')
      await deliver(completed('NRF-000012'))
      const other = deliver(completed('NRF-000012', { reason: 'another one' }))
      await expect(other).rejects.toBeInstanceOf(ResultConflict)
      await expect(deliver(failed('NRF-000012'))).rejects.toBeInstanceOf(ResultConflict)
    })

    it('takes another result for another revision', async () => {
      get().know('NRF-000013')
      await deliver(completed('NRF-000013'))
      await expect(deliver(failed('NRF-000013', 2))).resolves.toBeUndefined()
    })

    it('takes the completion of a job that had failed', async () => {
      get().know('NRF-000014')
      await deliver(failed('NRF-000014'))
      await expect(deliver(completed('NRF-000014'))).resolves.toBeUndefined()
    })

    it('takes no result for a reference that it does not know', async () => {
      const delivered = deliver(completed('NRF-000404'))
      await expect(delivered).rejects.toBeInstanceOf(ResultRefused)
      await expect(delivered).rejects.toMatchObject({ status: 404 })
    })

    it('rejects with the reason of an aborted signal', async () => {
      get().know('NRF-000015')
      await expect(get().sink.deliver(prepare(completed('NRF-000015')), aborted)).rejects.toBe(reason)
    })
  })
}
