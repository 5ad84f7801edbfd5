import { QueueServer } from './queue-server'
import { reportOf, ScenarioRuns, tableOf } from './report'
import { runEngine } from './run-engine'
import { bodiesFor, EngineName, Scenario, SCENARIOS } from './scenarios'
import { Timing } from './stop-watch'

const RUNS = 3
const ENGINES: readonly EngineName[] = ['sqs-transport', 'sqs-consumer']

/** Both engines in turn on one server, so that whatever else the machine does meets both. */
async function runScenario(server: QueueServer, scenario: Scenario): Promise<ScenarioRuns> {
  const runs: Record<EngineName, Timing[]> = { 'sqs-transport': [], 'sqs-consumer': [] }
  for (let run = 1; run <= RUNS; run += 1) {
    for (const engine of ENGINES) {
      const name = `${engine}-${SCENARIOS.indexOf(scenario)}-${run}`
      const queueUrl = await server.fill(name, bodiesFor(scenario, engine))
      const timing = await runEngine({ engine, scenario: scenario.name, endpoint: server.endpoint, queueUrl })
      console.error(
        `${scenario.name}, run ${run}, ${engine}: ${Math.round(timing.messagesPerSecond)} messages/s`
      )
      runs[engine].push(timing)
    }
  }
  return { scenario, runs }
}

async function main(): Promise<void> {
  const server = await QueueServer.start()
  try {
    const scenarios: ScenarioRuns[] = []
    for (const scenario of SCENARIOS) scenarios.push(await runScenario(server, scenario))
    const report = reportOf(scenarios)
    console.log(process.argv.includes('--json') ? JSON.stringify(report, null, 2) : tableOf(report))
  } finally {
    server.stop()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
