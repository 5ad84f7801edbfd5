import { AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { PATIENCE_MS, until } from '../flow/until'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { commandsFor, follow } from './runbook-commands'

jest.setTimeout(4 * PATIENCE_MS)

const EMPTY = 'rates_lookup'
const SETTINGS = { JOB_MAX_ATTEMPTS: '1' }
/** Closed in the middle of a side, so that it crosses itself. */
const BOW_TIE = {
  type: 'Polygon',
  coordinates: [
    [
      [620_000, 310_000],
      [620_100, 310_100],
      [620_100, 310_000],
      [620_000, 310_100],
      [620_000, 310_000]
    ]
  ]
}

/** Follows a page of the runbook beside a service with the fault. */
class Walk {
  private readonly commands: string[]

  constructor(
    fault: string,
    private readonly environment: Readonly<Record<string, string>>
  ) {
    this.commands = commandsFor(fault)
  }

  /**
   * Runs the next command of the page again and again until it shows what the page says of it.
   * @throws Error when it is another command, or does not show it in time
   */
  async next(command: RegExp, shows: RegExp): Promise<void> {
    const line = this.commands.shift() ?? 'nothing'
    if (!command.test(line)) throw new Error(`The runbook goes on with: ${line}`)
    await until(
      () => follow(line, this.environment),
      (text) => shows.test(text)
    )
  }

  /** Commands that were not run. */
  get rest(): readonly string[] {
    return this.commands
  }
}

describe('the runbook, followed', () => {
  let district: SampleDistrict
  let declarations: readonly LayerDeclaration[]
  let service: AssessmentService

  beforeAll(async () => {
    district = await SampleDistrict.read()
  })

  afterEach(() => service.stop())

  async function begin(without?: string): Promise<Record<string, string>> {
    service = await AssessmentService.start({ layers: [], settings: SETTINGS })
    const environment = await service.workerEnvironment()
    await lendReferenceData(loadReferenceConfig(environment), async (data) => {
      declarations = data.declarations
      for (const declaration of declarations.filter(({ name }) => name !== without)) {
        const { version } = await data.loader.load(sampleFileOf(declaration), declaration)
        await data.versions.activate(declaration.name, version)
      }
    })
    const worker = await service.startWorker({ PORT: environment.PORT })
    return { ...environment, PORT: worker.port }
  }

  it('leads from a poison message to its cause, and to the end of its job', async () => {
    const environment = await begin()
    const reference = 'NRF-990001'
    service.backend.put({
      ...district.details('NRF-900001', reference),
      boundary: { geometry: BOW_TIE, srid: 27_700 }
    })
    const message_id = await service.submit({ reference })
    const walk = new Walk('poison-message', { ...environment, message_id, reference })

    await walk.next(/^nrf dlq list$/, /self_intersecting_geometry .* 1 /)
    await walk.next(/^nrf dlq explain/, /Cause +self_intersecting_geometry/)
    service.backend.put(district.details('NRF-900001', reference))
    await walk.next(/^nrf dlq replay/, /1 messages? sent/)
    await walk.next(/^nrf job show/, /completed/)
    expect(walk.rest).toEqual([])
    expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
  })

  it('leads from a backend that is down to its gate, and back', async () => {
    const environment = await begin()
    const reference = 'NRF-990002'
    const details = district.details('NRF-900001', reference)
    const walk = new Walk('backend-down', { ...environment, reference })

    await service.whileBackendIsDown(async () => {
      await service.submit({ reference })
      await walk.next(/health\/detail$/, /gate backend is closed/)
      await walk.next(/^nrf queue status$/, /not paused|running/i)
      await walk.next(/^nrf dlq list$/, /empty|0 messages|no messages/i)
    }, [details])
    await walk.next(/health\/detail$/, /^(?![\s\S]*gate backend is closed)/)
    await walk.next(/^nrf job show/, /completed/)
    expect(walk.rest).toEqual([])
  })

  it('leads from an empty table to the layer, its load, and the end of the job', async () => {
    const environment = await begin(EMPTY)
    const reference = 'NRF-990003'
    service.backend.put(district.details('NRF-900001', reference))
    await service.submit({ reference })
    await logged(service.workers[0], 'job_dead', { reference })
    const layer_file = sampleFileOf(declarations.find(({ name }) => name === EMPTY)!)
    const walk = new Walk('empty-reference-table', { ...environment, reference, layer_file })

    await walk.next(/^nrf dlq list$/, /reference_data_missing .* 1 /)
    await walk.next(/health\/detail$/, new RegExp(EMPTY))
    await walk.next(/^nrf data status$/, new RegExp(`${EMPTY}.*`))
    await walk.next(/^nrf data load/, /./)
    await walk.next(/^nrf dlq replay/, /1 messages? sent/)
    await walk.next(/^nrf job show/, /completed/)
    expect(walk.rest).toEqual([])
    expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
  })
})
