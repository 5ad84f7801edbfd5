import { createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { freePort } from '@nrf/local-env'
import { portOf } from '../environment/port-of'
import { ask, AssessmentService, logged } from './assessment-service'
import { metricFaults, namesIn } from './metric-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'

jest.setTimeout(3 * PATIENCE_MS)

const NAMESPACE = 'nrf-metrics-of-the-test'
const COMPLETED = 'NRF-900001'
const OTHER = 'NRF-900002'

/** What every worker measures that has done a job. */
const EXPECTED =
  'MessagesReceived MessagesDeleted QueueWait EndToEndLatency PollDuration EmptyReceives JobsStarted JobsCompleted ' +
  'JobDuration StepDuration Attempt SlotsBusy SlotsTotal EventLoopLagP99 BacklogPerTask EstimatedDrainSeconds'

/** The agent beside the task: takes records, a line each. */
class Agent {
  readonly records: unknown[] = []
  private readonly server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket }).on('line', (line) => this.records.push(JSON.parse(line)))
  })

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `tcp://127.0.0.1:${portOf(this.server)}`
  }

  stop(): void {
    this.server.close()
  }
}

describe('the metrics of a real worker', () => {
  let service: AssessmentService
  let district: SampleDistrict

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start({
      settings: { ENABLE_METRICS: 'true', METRICS_FLUSH_SECONDS: '1', AWS_EMF_NAMESPACE: NAMESPACE }
    })
  })

  afterAll(() => service?.stop())

  it('reach the agent and are those of the catalogue, without a reference or an address', async () => {
    const agent = new Agent()
    const worker = await service.startWorker({ AWS_EMF_AGENT_ENDPOINT: await agent.start() })
    service.backend.put(district.details(COMPLETED))
    await service.submit({ reference: COMPLETED })
    await logged(worker, 'job_completed', { reference: COMPLETED })

    await until(
      async () => EXPECTED.split(' ').filter((name) => !namesIn(agent.records).has(name)),
      (missing) => missing.length === 0
    )
    expect(metricFaults(agent.records, NAMESPACE)).toEqual([])
    expect(JSON.stringify(agent.records)).not.toMatch(/NRF-\d|NRL-\d|@|[a-f\d]{32}/)
    await worker.stop()
    agent.stop()
  })

  it('are not worth a job: without an agent the worker goes on, and says in its health what is wrong', async () => {
    const endpoint = `127.0.0.1:${await freePort()}`
    const worker = await service.startWorker({ AWS_EMF_AGENT_ENDPOINT: `tcp://${endpoint}` })
    await logged(worker, 'metrics_impaired')

    service.backend.put(district.details(OTHER))
    await service.submit({ reference: OTHER })
    await logged(worker, 'job_completed', { reference: OTHER })

    expect(await ask(worker, '/health/detail')).toMatchObject({
      status: 200,
      body: {
        worker: { state: 'degraded', reasons: [expect.stringContaining(`metrics: no agent at ${endpoint}`)] }
      }
    })
    expect(worker.logs.filter((log) => log['event.action'] === 'metrics_impaired')).toHaveLength(1)
    expect(await worker.stop()).toMatchObject({ code: 0, signal: null })
  })
})
