import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import { EngineInput } from './engine'
import { startOurEngine } from './our-engine'
import { RunOrder } from './run-engine'
import { EngineName, SCENARIOS, SLOW_BODY, SLOW_MS } from './scenarios'
import { startSqsConsumer } from './sqs-consumer-engine'
import { StopWatch } from './stop-watch'

/** Runs one engine on one queue, times it, tells the parent and ends. */
const ENGINES: Readonly<Record<EngineName, (input: EngineInput) => Promise<void>>> = {
  'sqs-transport': startOurEngine,
  'sqs-consumer': startSqsConsumer
}

async function run({ engine, scenario: name, endpoint, queueUrl }: RunOrder): Promise<void> {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)!
  const client = new SQSClient({
    region: 'eu-west-2',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1
  })
  const { handlerMs, latencyMs, plans } = scenario
  const stopWatch = new StopWatch(plans[engine], (timing) => process.send!(timing))
  client.middlewareStack.add(
    (next) => async (args) => {
      stopWatch.countCall()
      if (latencyMs > 0) await wait(latencyMs)
      return next(args)
    },
    { step: 'initialize' }
  )
  const work = async (body: string): Promise<void> => {
    const ms = body === SLOW_BODY ? SLOW_MS : handlerMs
    if (ms > 0) await wait(ms)
  }
  await ENGINES[engine]({ client, queueUrl, work, onDeleted: () => stopWatch.countMessage() })
}

process.once('message', (order: RunOrder) => void run(order))
process.once('disconnect', () => process.exit(0))
