import { fromWkb } from '@nrf/geometry'
import { Test, type TestingModule } from '@nestjs/testing'
import { StubBackend } from '@nrf/local-env'
import { AssessmentSource } from '../../src/backend/assessment-source'
import { BackendModule } from '../../src/backend/backend.module'
import { ResultSink } from '../../src/backend/result-sink'
import { ASSESSMENT_OPTIONS, BACKEND_OPTIONS } from '../../src/config/config.tokens'
import { loadConfig } from '../../src/config/load-config'
import { EventLog } from '../../src/observability/log-events'
import { Metrics } from '../../src/observability/metrics'
import { someDetails } from '../builders/details.builder'
import { aBoundary } from '../builders/development.builder'
import { globalValues } from '../builders/global-values'
import { FakeAssessmentSource, FakeResultSink } from '../fakes/fake-backend'
import { everyAssessmentSource, everyResultSink, type BackendWorld } from './backend.contract'

const fakeSource = new FakeAssessmentSource()
const fakeSink = new FakeResultSink().without('NRF-000404')
const inMemory: BackendWorld = {
  source: fakeSource,
  sink: fakeSink,
  know: (reference) => fakeSource.put(someDetails({ reference })),
  withdraw: (reference) => fakeSource.withdraw(reference)
}

everyAssessmentSource('in memory', () => inMemory)
everyResultSink('in memory', () => inMemory)

describe('of a backend', () => {
  let backend: StubBackend
  let app: TestingModule

  beforeAll(async () => {
    backend = await StubBackend.start()
    const { backend: options } = loadConfig({
      AWS_SQS_QUEUE_URL: 'http://127.0.0.1:9/000000000000/unused',
      BACKEND_BASE_URL: backend.url,
      BACKEND_API_KEY: backend.apiKey,
      DATABASE_URL: 'postgresql://unused@127.0.0.1:9/unused',
      GOVUK_NOTIFY_ENABLED: 'false'
    })
    const values = globalValues(
      [BACKEND_OPTIONS, options],
      [ASSESSMENT_OPTIONS, { profile: 'corrected', boundaryMaxVertices: 1_000 }],
      [EventLog, new EventLog({ write: () => undefined })],
      [Metrics, new Metrics([])]
    )
    app = await Test.createTestingModule({ imports: [values, BackendModule] }).compile()
  })

  afterAll(async () => {
    await app.close()
    await backend.stop()
  })

  const overHttp = (): BackendWorld => ({
    source: app.get(AssessmentSource),
    sink: app.get(ResultSink),
    know: (reference) =>
      backend.put({
        reference,
        status: 'QUEUED',
        development: { types: ['housing'], housingUnits: 10 },
        boundary: { geometry: fromWkb(aBoundary().ewkb), srid: 27700 },
        intersectingEdps: []
      }),
    withdraw: (reference) => backend.withdraw(reference)
  })

  everyAssessmentSource('over HTTP', overHttp)
  everyResultSink('over HTTP', overHttp)
})
