import type { WorkerProcess } from '@nrf/local-env'
import { AssessmentService, logged } from './assessment-service'
import { logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS } from './until'

jest.setTimeout(2 * PATIENCE_MS)

describe('results by the quotes contract', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let worker: WorkerProcess

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start()
    worker = await service.startWorker({
      BACKEND_RESULTS_CONTRACT: 'quotes',
      BACKEND_QUOTES_LEVY_GBP_MIN: '1200',
      BACKEND_QUOTES_LEVY_GBP_MAX: '1850.5'
    })
  }, 2 * PATIENCE_MS)

  afterAll(() => service?.stop())

  async function run(reference: string): Promise<void> {
    service.backend.put(district.details(reference))
    const messageId = await service.submit({ reference })
    await logged(worker, 'message_deleted', { messageId })
  }

  const sent = () =>
    service.backend.received
      .filter(({ route }) => route !== 'details')
      .map(({ method, path }) => `${method} ${path}`)

  it('are patched with the totals, their bands and the configured levy', async () => {
    await run('NRF-900001')
    expect(sent()).toEqual(['PATCH /quotes/NRF-900001'])
    expect(service.backend.quoteOf('NRF-900001')).toEqual({
      edps: [
        {
          edpId: expect.stringMatching(/^\d+$/),
          edpName: 'River Wensum SAC',
          edpType: 'NUTRIENT',
          impact: {
            nitrogenTotal: { amount: 19.84, unit: 'mg/I TP', band: { min: 4, max: 4 } },
            phosphorusTotal: { amount: 1.53, unit: 'mg/I TP', band: { min: 2, max: 2 } }
          },
          levyGbp: { min: 1200, max: 1850.5 }
        }
      ]
    })
  })

  it('name every catchment of a straddling site', async () => {
    await run('NRF-900003')
    const { edps } = service.backend.quoteOf('NRF-900003') as { edps: { edpName: string }[] }
    expect(edps.map(({ edpName }) => edpName)).toEqual(['River Wensum SAC', 'The Broads SAC'])
  })

  it('are not sent where the contract has no form for them', async () => {
    const before = sent()
    await run('NRF-900005')
    expect(sent()).toEqual(before)
    expect(logFaults({ service, district })).toEqual([])
  })
})
