import { FakeSqsQueue } from './testing/fake-sqs-queue'
import { describeSqsQueue } from './testing/sqs-queue.contract'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

describeSqsQueue('in memory', async (redriveAfter) => {
  const queue = new FakeSqsQueue()
  queue.redriveAfter = redriveAfter
  return {
    queue,
    send: async (body) => queue.send(body, body),
    wait: (ms) => jest.advanceTimersByTimeAsync(ms).then(() => undefined)
  }
})
