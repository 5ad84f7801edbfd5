import { ask, AssessmentService, logged } from './assessment-service'
import { openTestQueue, type TestQueue } from '../environment/test-queue'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'
import { SendMessageCommand } from '@aws-sdk/client-sqs'

jest.setTimeout(3 * PATIENCE_MS)

const SAMPLE = 'NRF-900001'
const LIVE = 'NRF-950001'
const BULK = 'NRF-950002'
/** Longer than a receive of the second queue that had begun before the live job came. */
const HELD_MS = 5_000
const MANY = 40
const BEFORE_THE_KILL = 5

interface Detail {
  readonly queues: readonly { readonly name: string; readonly isHeldBack: boolean; pollStartedAt?: string }[]
}

describe('a worker with a second queue, of jobs that may wait', () => {
  let service: AssessmentService
  let bulk: TestQueue
  let district: SampleDistrict

  beforeAll(async () => {
    district = await SampleDistrict.read()
    const short = { visibilityTimeoutSeconds: 6, maxReceiveCount: 10 }
    bulk = await openTestQueue(short)
    service = await AssessmentService.start({
      queue: short,
      settings: {
        SQS_BULK_QUEUE_URL: bulk.url,
        SQS_ASSESSMENTS_SLOTS: '1',
        SQS_VISIBILITY_TIMEOUT: '6',
        JOB_LEASE_SECONDS: '4',
        DB_STATEMENT_TIMEOUT_SECONDS: '2'
      }
    })
  }, 2 * PATIENCE_MS)

  afterAll(async () => {
    await service?.stop()
    await bulk?.close()
  })

  const know = (reference: string) => service.backend.put(district.details(SAMPLE, reference))
  const placeOf = (route: string, reference: string) =>
    service.backend.received.findIndex(
      (request) => request.route === route && request.reference === reference
    )
  const arrived = (route: string, reference: string) =>
    service.backend.waitFor(
      (request) => request.route === route && request.reference === reference,
      PATIENCE_MS
    )

  async function submitBulk(reference: string): Promise<void> {
    know(reference)
    const message = { QueueUrl: bulk.url, MessageBody: JSON.stringify({ version: 1, reference }) }
    await bulk.client.send(new SendMessageCommand(message))
  }

  it('leaves it alone while live jobs hold every slot, is healthy meanwhile, and works on it afterwards', async () => {
    const worker = await service.startWorker()
    know(LIVE)
    service.backend.failNext({ route: 'details', reference: LIVE, delayMs: HELD_MS })
    await service.submit({ reference: LIVE })
    await arrived('details', LIVE)
    await until(
      async () => (await ask(worker, '/health/detail')).body as Detail,
      ({ queues: [, second] }) => second.isHeldBack && second.pollStartedAt === undefined
    )
    await submitBulk(BULK)
    expect((await ask(worker, '/health')).status).toBe(200)
    await logged(worker, 'job_completed', { reference: BULK })
    expect(placeOf('results', LIVE)).toBeLessThan(placeOf('details', BULK))
    await worker.stop()
  })

  it('finishes it after a kill: every job once', async () => {
    const references = Array.from({ length: MANY }, (_, index) => `NRF-${951_000 + index}`)
    const completed = () =>
      references.filter((reference) => service.backend.resultOf(reference) !== undefined)
    const first = await service.startWorker()
    for (const reference of references) await submitBulk(reference)
    await until(
      async () => completed().length,
      (count) => count >= BEFORE_THE_KILL
    )
    await first.kill()
    expect(completed().length).toBeLessThan(MANY)
    await service.startWorker()
    await until(
      async () => completed().length,
      (count) => count === MANY
    )
    const versions = references.map(
      (reference) =>
        new Set(
          service.backend.deliveries.filter((one) => one.reference === reference).map(({ digest }) => digest)
        ).size
    )
    expect(new Set(versions)).toEqual(new Set([1]))
  })
})
