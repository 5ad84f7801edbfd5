import { randomBytes } from 'node:crypto'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { LocalQueues, type LocalQueue, type QueueSettings } from '@nrf/local-env'
import { currentTestRun } from './test-run'

/** A queue with its dead-letter queue for one spec file, and a client of the server. */
export interface TestQueue extends LocalQueue {
  readonly endpoint: string
  readonly region: string
  readonly client: SQSClient
  close(): Promise<void>
}

/** Makes a queue with a name of its own on the queue server of this run. */
export async function openTestQueue(settings: QueueSettings = {}): Promise<TestQueue> {
  const queues = new LocalQueues(currentTestRun().queueEndpoint)
  const queue = await queues.createQueue(`test-${randomBytes(6).toString('hex')}`, settings)
  const client = queues.createClient()
  return {
    ...queue,
    endpoint: queues.endpoint,
    region: queues.region,
    client,
    async close() {
      client.destroy()
      await queues.stop()
    }
  }
}
