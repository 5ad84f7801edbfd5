import type { WorkerProcess } from '@nrf/local-env'
import { AssessmentService, logged } from '../flow/assessment-service'
import { PATIENCE_MS } from '../flow/until'
import { randomDevelopments } from './random-sites'

const JOBS = 25

jest.setTimeout(2 * PATIENCE_MS)

describe('results of two worker processes', () => {
  let service: AssessmentService
  const details = randomDevelopments(JOBS).map(({ boundary, dwellings }, index) => ({
    reference: `NRF-${800_001 + index}`,
    status: 'QUEUED',
    assessmentTypes: ['nutrient'],
    development: { types: ['housing'], housingUnits: dwellings },
    boundary: { geometry: boundary.geometry, srid: 27700 },
    intersectingEdps: []
  }))

  beforeAll(async () => {
    service = await AssessmentService.start()
  })

  afterAll(() => service?.stop())

  async function runAll(worker: WorkerProcess): Promise<void> {
    for (const one of details) service.backend.put(one)
    for (const { reference } of details) {
      const messageId = await service.submit({ reference })
      await logged(worker, 'message_deleted', { messageId })
    }
  }

  it('are the same bytes: the backend holds the first and finds the second identical', async () => {
    for (let start = 0; start < 2; start += 1) {
      const worker = await service.startWorker()
      await runAll(worker)
      await worker.stop()
    }
    const statuses = service.backend.received
      .filter(({ route }) => route === 'results')
      .map(({ status }) => status)
    expect(statuses).toEqual([...Array<number>(JOBS).fill(201), ...Array<number>(JOBS).fill(200)])
  })
})
