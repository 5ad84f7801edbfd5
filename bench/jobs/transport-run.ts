import type { StopList } from '../../libs/local-env/src'
import { QueueServer } from '../transport/queue-server'
import { runEngine } from '../transport/run-engine'
import { bodiesFor, SCENARIOS, SLOTS, type EngineName } from '../transport/scenarios'
import type { Tell } from './progress'

/** The transport without any work, beside one sqs-consumer, on calls that take as long as in a network. */
export interface TransportFigures {
  readonly scenario: string
  readonly slots: number
  readonly messagesPerSecond: number
  readonly sqsConsumerMessagesPerSecond: number
  /** How many times the rate of sqs-consumer is wanted. */
  readonly timesWanted: number
}

/** One run of each engine; `npm run bench:transport` has more of them. */
export async function runTransport(started: StopList, tell: Tell): Promise<TransportFigures> {
  const [scenario] = SCENARIOS
  const server = await QueueServer.start()
  started.add(() => Promise.resolve(server.stop()))
  const rateOf = async (engine: EngineName): Promise<number> => {
    tell(`transport only, ${scenario.name}: ${engine}`)
    const queueUrl = await server.fill(`bench-${engine}`, bodiesFor(scenario, engine))
    const order = { engine, scenario: scenario.name, endpoint: server.endpoint, queueUrl }
    return (await runEngine(order)).messagesPerSecond
  }
  try {
    return {
      scenario: scenario.name,
      slots: SLOTS,
      messagesPerSecond: await rateOf('sqs-transport'),
      sqsConsumerMessagesPerSecond: await rateOf('sqs-consumer'),
      timesWanted: scenario.target!
    }
  } finally {
    server.stop()
  }
}
