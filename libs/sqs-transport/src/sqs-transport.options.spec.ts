import { SQSClient } from '@aws-sdk/client-sqs'
import { resolveQueues, SqsQueueOptions } from './sqs-transport.options'

const client = new SQSClient({ region: 'eu-west-2' })
const queue: SqsQueueOptions = { name: 'jobs', url: 'http://localhost/jobs', pattern: 'job', slots: 4 }

describe('the options of a queue', () => {
  it('have defaults', () => {
    expect(resolveQueues({ client, queues: [queue] })[0]).toMatchObject({
      waitTimeSeconds: 20,
      visibilityTimeoutSeconds: 60,
      renewEverySeconds: 15,
      maxMessagesPerReceive: 10,
      retryBackOff: { baseSeconds: 30, capSeconds: 900 },
      pollBackOff: {
        transient: { baseSeconds: 0.5, capSeconds: 30 },
        access: { baseSeconds: 5, capSeconds: 30 }
      },
      requestTimeoutMs: 10_000,
      handlerGraceSeconds: 30,
      pollers: 1
    })
  })

  it.each([
    [{ slots: 1 }, 1],
    [{ slots: 11 }, 2],
    [{ slots: 40 }, 4],
    [{ slots: 400 }, 4],
    [{ slots: 3, maxMessagesPerReceive: 1 }, 3],
    [{ slots: 40, pollers: 8 }, 8]
  ])('have as many pollers as fill the slots, at most four: %o', (change, pollers) => {
    expect(resolveQueues({ client, queues: [{ ...queue, ...change }] })[0].pollers).toBe(pollers)
  })

  it('hand the body over as it is', () => {
    expect(resolveQueues({ client, queues: [queue] })[0].deserialize('{"a":1}')).toBe('{"a":1}')
  })

  it.each(['bulk', 'no-such-queue'])(
    'may give way to another queue of theirs only, not to %s',
    (givesWayTo) => {
      const bulk = { ...queue, name: 'bulk', givesWayTo }
      expect(() => resolveQueues({ client, queues: [queue, bulk] })).toThrow(
        'givesWayTo names no other queue'
      )
      expect(resolveQueues({ client, queues: [queue, { ...bulk, givesWayTo: 'jobs' }] })).toHaveLength(2)
    }
  )

  it.each<[string, Partial<SqsQueueOptions>]>([
    ['url is not an address', { url: 'jobs' }],
    ['slots must be', { slots: 1.5 }],
    ['waitTimeSeconds must be', { waitTimeSeconds: -1 }],
    ['visibilityTimeoutSeconds must be', { visibilityTimeoutSeconds: 43_201 }],
    ['renewEverySeconds must be', { renewEverySeconds: 60 }],
    ['maxMessagesPerReceive must be', { maxMessagesPerReceive: 11 }],
    ['pollers must be', { pollers: 0 }],
    ['handlerDeadlineSeconds must be', { handlerDeadlineSeconds: 0 }],
    ['handlerGraceSeconds must be', { handlerGraceSeconds: -1 }]
  ])('are refused when %s', (fault, change) => {
    expect(() => resolveQueues({ client, queues: [{ ...queue, ...change }] })).toThrow(
      `queue "jobs": ${fault}`
    )
  })

  it('are refused without a client and a way to make one', () => {
    expect(() => resolveQueues({ queues: [queue] })).toThrow('client or createClient is required')
    expect(resolveQueues({ createClient: () => client, queues: [queue] })).toHaveLength(1)
  })

  it('are refused when a limit of the transport makes no sense, every fault at once', () => {
    const options = { client, queues: [queue], requestTimeoutMs: 0, missingQueue: 'ignore' as 'retry' }
    expect(() => resolveQueues(options)).toThrow(
      'missingQueue must be "retry" or "refuse"; requestTimeoutMs must be above 0'
    )
  })

  it('are refused without a queue and with two queues of one name', () => {
    expect(() => resolveQueues({ client, queues: [] })).toThrow('no queue is configured')
    expect(() => resolveQueues({ client, queues: [queue, queue] })).toThrow('two queues have the same name')
  })
})
