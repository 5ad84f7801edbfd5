import { SqsQueue } from './sqs-queue'
import { FauxqsProcess } from './testing/fauxqs-process'
import { describeSqsQueue } from './testing/sqs-queue.contract'

let sqs: FauxqsProcess
let queueNumber = 0

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
})

afterAll(async () => {
  await sqs.stop()
})

describeSqsQueue('over HTTP', async (redriveAfter) => {
  const name = `queue-${(queueNumber += 1)}`
  const url = redriveAfter
    ? await sqs.createQueueWithDeadLetters(name, redriveAfter)
    : await sqs.createQueue(name)
  return {
    queue: new SqsQueue({ current: sqs.client, replaceAfter: () => undefined }, url),
    send: async (body) => void (await sqs.send(name, body)),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  }
})
