import { SQSClient } from '@aws-sdk/client-sqs'
import { addressFaults } from './queue-address'

const client = new SQSClient({ region: 'eu-west-2' })

describe('the address of a queue', () => {
  it.each([
    'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
    'https://eu-west-1.queue.amazonaws.com/123456789012/jobs'
  ])('in another region than the client is a fault: %s', async (url) => {
    expect(await addressFaults(client, [{ name: 'jobs', url }])).toEqual([
      'queue "jobs": its url is in eu-west-1, the client in eu-west-2; both must be the same'
    ])
  })

  it.each([
    'https://sqs.eu-west-2.amazonaws.com/123456789012/jobs',
    'http://localhost:4566/000000000000/jobs',
    'https://vpce-1234.sqs.eu-west-1.vpce.amazonaws.com/123456789012/jobs'
  ])('is sound: %s', async (url) => {
    expect(await addressFaults(client, [{ name: 'jobs', url }])).toEqual([])
  })

  it('is not judged when the client has an endpoint of its own', async () => {
    const local = new SQSClient({ region: 'eu-west-2', endpoint: 'http://localhost:4566' })
    const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs'
    expect(await addressFaults(local, [{ name: 'jobs', url }])).toEqual([])
  })
})
