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
        transient: { baseSeconds: 1, capSeconds: 60 },
        access: { baseSeconds: 10, capSeconds: 60 }
      }
    })
  })

  it('hand the body over as it is', () => {
    expect(resolveQueues({ client, queues: [queue] })[0].deserialize('{"a":1}')).toBe('{"a":1}')
  })

  it.each<[string, Partial<SqsQueueOptions>]>([
    ['url is not an address', { url: 'jobs' }],
    ['slots must be', { slots: 1.5 }],
    ['waitTimeSeconds must be', { waitTimeSeconds: -1 }],
    ['visibilityTimeoutSeconds must be', { visibilityTimeoutSeconds: 43_201 }],
    ['renewEverySeconds must be', { renewEverySeconds: 60 }],
    ['maxMessagesPerReceive must be', { maxMessagesPerReceive: 11 }],
    ['handlerDeadlineSeconds must be', { handlerDeadlineSeconds: 0 }]
  ])('are refused when %s', (fault, change) => {
    expect(() => resolveQueues({ client, queues: [{ ...queue, ...change }] })).toThrow(
      `queue "jobs": ${fault}`
    )
  })

  it('are refused without a queue and with two queues of one name', () => {
    expect(() => resolveQueues({ client, queues: [] })).toThrow('no queue is configured')
    expect(() => resolveQueues({ client, queues: [queue, queue] })).toThrow('two queues have the same name')
  })
})
