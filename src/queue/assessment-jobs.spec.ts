import { DeadLetterSoon, Release, RetryLater } from '@nrf/sqs-transport'
import { FakeJobLedger } from '../../test/fakes/fake-job-ledger'
import { EventLog, type EventRecord } from '../observability/log-events'
import type { AssessmentDelivery } from '../processing/assessment-requested'
import type { JobEnd } from '../processing/job-end'
import { ProcessAssessmentUseCase } from '../processing/process-assessment.use-case'
import { QuarantineMessageUseCase } from '../processing/quarantine-message.use-case'
import { AssessmentJobs } from './assessment-jobs'
import type { ReadMessage } from './messages/message-reader'
import { InvalidMessage, MalformedMessage } from './queue.failures'

const MESSAGE: ReadMessage = {
  isReadable: true,
  shape: 'reference',
  notes: [],
  request: { reference: 'NRF-000001', revision: 1 }
}

function aWorld(end: JobEnd = { status: 'completed', isParked: false }) {
  const executed: AssessmentDelivery[] = []
  const useCase: Pick<ProcessAssessmentUseCase, 'execute'> = {
    execute: async (delivery) => {
      executed.push(delivery)
      return end
    }
  }
  const ledger = new FakeJobLedger()
  const records: EventRecord[] = []
  const jobs = new AssessmentJobs(
    useCase as ProcessAssessmentUseCase,
    new QuarantineMessageUseCase(ledger),
    new EventLog({ write: (_, record) => records.push(record) })
  )
  return { jobs, executed, ledger, records }
}

interface DeliveryParts {
  readonly attributes?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

function aDelivery({ attributes = {}, signal = new AbortController().signal }: DeliveryParts = {}) {
  return { messageId: 'message-1', attributes: new Map(Object.entries(attributes)), signal }
}

describe('AssessmentJobs', () => {
  it.each<[JobEnd]>([
    [{ status: 'completed', isParked: false }],
    [{ status: 'completed', isParked: true }],
    [{ status: 'cancelled', code: 'assessment_withdrawn' }],
    [{ status: 'repeated', state: 'completed' }],
    [{ status: 'repeated', state: 'cancelled' }]
  ])('lets the message go after %j', async (end) => {
    await expect(aWorld(end).jobs.run(MESSAGE, aDelivery())).resolves.toBeUndefined()
  })

  it.each<[JobEnd]>([
    [{ status: 'dead', code: 'invalid_geometry' }],
    [{ status: 'repeated', state: 'dead' }]
  ])('leaves the message to the redrive policy after %j, and works on it only once', async (end) => {
    const { jobs, executed } = aWorld(end)
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toThrow(DeadLetterSoon)
    await expect(jobs.run(MESSAGE, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect(executed).toHaveLength(1)
  })

  it.each<[JobEnd]>([
    [{ status: 'retry', delaySeconds: 9, code: 'backend_unavailable' }],
    [{ status: 'snoozed', delaySeconds: 9 }]
  ])('has the message come back after %j', async (end) => {
    const run = aWorld(end).jobs.run(MESSAGE, aDelivery())
    await expect(run).rejects.toThrow(RetryLater)
    await expect(run).rejects.toMatchObject({ delaySeconds: 9 })
  })

  it('gives the message of an interrupted job back', async () => {
    await expect(aWorld({ status: 'interrupted' }).jobs.run(MESSAGE, aDelivery())).rejects.toThrow(Release)
  })

  it('makes no job of a message without a readable reference, and logs and keeps its id only', async () => {
    const { jobs, executed, ledger, records } = aWorld()
    const failure = new MalformedMessage('The body is not JSON')
    const unreadable: ReadMessage = { isReadable: false, failure, bodyDigest: 'digest' }
    await expect(jobs.run(unreadable, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect(executed).toEqual([])
    expect([...ledger.setAside]).toEqual([['message-1', 'malformed_message']])
    expect(records).toMatchObject([
      {
        'event.action': 'message_validation_failed',
        'event.reason': 'message-1',
        'error.code': 'malformed_message'
      }
    ])
  })

  it('hands on why a message with a readable reference cannot be worked on', async () => {
    const { jobs, executed } = aWorld({ status: 'dead', code: 'invalid_message' })
    const failure = new InvalidMessage(['x'])
    const invalid: ReadMessage = { isReadable: false, failure, reference: 'NRF-000009', bodyDigest: 'digest' }
    await expect(jobs.run(invalid, aDelivery())).rejects.toThrow(DeadLetterSoon)
    expect(executed).toMatchObject([
      { request: { reference: 'NRF-000009', revision: 1 }, refusal: { failure, bodyDigest: 'digest' } }
    ])
  })

  it.each<[Record<string, string>, number]>([
    [{ NrfRedrives: '2' }, 2],
    [{ NrfRedrives: '0' }, 0],
    [{ NrfRedrives: '-1' }, 0],
    [{ NrfRedrives: 'many' }, 0],
    [{}, 0]
  ])('reads how often the message was sent back from %j', async (attributes, redrives) => {
    const { jobs, executed } = aWorld()
    await jobs.run(MESSAGE, aDelivery({ attributes }))
    expect(executed).toMatchObject([{ redrives, messageId: 'message-1' }])
  })
})
