import type { WorkerProcess } from '@nrf/local-env'
import { AssessmentService, logged } from '../flow/assessment-service'
import { PATIENCE_MS } from '../flow/until'
import { randomJobs } from './random-jobs'

const JOBS = 25

jest.setTimeout(2 * PATIENCE_MS)

describe('results of two worker processes', () => {
  let service: AssessmentService
  const jobs = randomJobs(JOBS)

  beforeAll(async () => {
    service = await AssessmentService.start()
  })

  afterAll(() => service?.stop())

  async function runAll(worker: WorkerProcess): Promise<void> {
    for (const job of jobs) service.backend.put(job)
    for (const { reference } of jobs) {
      const messageId = await service.submit({ reference })
      await logged(worker, 'message_deleted', { messageId })
    }
  }

  it('are the same bytes: the backend holds the first and finds the second identical', async () => {
    for (let start = 0; start < 2; start += 1) {
      await service.forgetJobs()
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
