import type { WorkerProcess } from '@nrf/local-env'
import { FAILURE_CODES } from '../../src/failures/failure-codes'
import { AssessmentService, logged } from './assessment-service'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'

jest.setTimeout(2 * PATIENCE_MS)

const MOST_VERTICES = 100_000
const MIB = 1024 * 1024

interface Result {
  readonly status?: string
  readonly error?: { readonly code: string; readonly message: string }
}

describe('a large boundary', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let worker: WorkerProcess

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start()
    worker = await service.startWorker()
  }, 2 * PATIENCE_MS)

  afterAll(() => service?.stop())

  /** A round site in the middle of the district, with this many positions. */
  function roundSite(reference: string, positions: number) {
    const details = district.details('NRF-900001', reference)
    const [x, y] = details.boundary.geometry.coordinates.flat(4).map(Number)
    const ring = Array.from({ length: positions - 1 }, (_, index) => {
      const angle = (index / (positions - 1)) * 2 * Math.PI
      return [x + 300 * Math.cos(angle), y + 300 * Math.sin(angle)]
    })
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] }
    return { ...details, boundary: { srid: 27700, geometry } }
  }

  const withPadding = <Details extends object>(details: Details, bytes: number): Details =>
    Object.assign(details, { padding: 'x'.repeat(bytes) })

  async function resultOf(details: ReturnType<typeof roundSite>): Promise<Result> {
    service.backend.put(details)
    await service.submit({ reference: details.reference })
    const results = () =>
      service.backend.received.filter(
        ({ route, reference }) => route === 'results' && reference === details.reference
      )
    await until(
      async () => results().length,
      (count) => count > 0
    )
    return Object(results()[0].body)
  }

  it.each([
    ['2 MiB of JSON', 'NRF-930001', 55_000, 2 * MIB],
    ['100,000 vertices', 'NRF-930002', MOST_VERTICES, 3 * MIB]
  ])('of %s is assessed', async (_, reference, positions, leastBytes) => {
    const details = roundSite(reference, positions)
    expect(JSON.stringify(details).length).toBeGreaterThan(leastBytes)
    expect(await resultOf(details)).toMatchObject({ status: 'COMPLETED' })
    const completed = await logged(worker, 'job_completed', { reference })
    expect(Number(completed['event.duration'])).toBeGreaterThan(0)
  })

  it('with one vertex more is refused with what to do about it', async () => {
    const { error } = await resultOf(roundSite('NRF-930003', MOST_VERTICES + 1))
    expect(error).toEqual({
      code: 'too_many_vertices',
      message: FAILURE_CODES.too_many_vertices.publicText
    })
    const advice = 'at least 100001 vertices; at most 100000 are allowed. Simplify it'
    await worker.waitForLog((log) => String(log['error.message']).includes(advice), PATIENCE_MS)
  })

  it('in a body of more bytes than are taken is refused', async () => {
    const { error } = await resultOf(withPadding(roundSite('NRF-930004', 10), 16 * MIB))
    expect(error).toMatchObject({ code: 'response_too_large' })
  })
})
