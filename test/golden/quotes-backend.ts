import { Test, type TestingModule } from '@nestjs/testing'
import { StubBackend } from '@nrf/local-env'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import { BackendModule } from '../../src/backend/backend.module'
import { ResultSink } from '../../src/backend/result-sink'
import { ASSESSMENT_OPTIONS, BACKEND_OPTIONS } from '../../src/config/config.tokens'
import { loadConfig } from '../../src/config/load-config'
import { EventLog } from '../../src/observability/log-events'
import { Metrics } from '../../src/observability/metrics'
import { globalValues } from '../builders/global-values'

const PLACEHOLDER_LEVY = '999'
const PROVENANCE = {
  serviceVersion: '0.0.0',
  layers: [],
  engine: { postgis: '', geos: '', proj: '' },
  boundaryDigest: '',
  profile: 'production'
} as const

/** A backend that takes nutrient results by the quotes contract, and the sink that sends them. */
export class QuotesBackend {
  private constructor(
    private readonly backend: StubBackend,
    private readonly app: TestingModule
  ) {}

  static async start(): Promise<QuotesBackend> {
    const backend = await StubBackend.start()
    const { backend: options } = loadConfig({
      AWS_SQS_QUEUE_URL: 'http://127.0.0.1:9/000000000000/unused',
      BACKEND_BASE_URL: backend.url,
      BACKEND_API_KEY: backend.apiKey,
      BACKEND_RESULTS_CONTRACT: 'quotes',
      BACKEND_QUOTES_LEVY_GBP_MIN: PLACEHOLDER_LEVY,
      BACKEND_QUOTES_LEVY_GBP_MAX: PLACEHOLDER_LEVY,
      DATABASE_URL: 'postgresql://unused@127.0.0.1:9/unused',
      GOVUK_NOTIFY_ENABLED: 'false'
    })
    const values = globalValues(
      [BACKEND_OPTIONS, options],
      [ASSESSMENT_OPTIONS, { profile: 'production', boundaryMaxVertices: 100_000 }],
      [EventLog, new EventLog({ write: () => undefined })],
      [Metrics, new Metrics([])]
    )
    const app = await Test.createTestingModule({ imports: [values, BackendModule] }).compile()
    return new QuotesBackend(backend, app)
  }

  async stop(): Promise<void> {
    await this.app.close()
    await this.backend.stop()
  }

  /** The body that the backend was sent for the findings of a site; undefined when nothing was sent. */
  async bodyFor(siteNumber: number, findings: AssessmentFindings): Promise<unknown> {
    const reference = `NRF-${String(siteNumber).padStart(6, '0')}`
    this.backend.put({ reference, status: 'QUEUED' })
    const outcome = { type: 'nutrient', assessmentVersion: 1, ...findings, provenance: PROVENANCE }
    const job = { reference, revision: 1, assessmentTypes: ['nutrient'] }
    const sink = this.app.get(ResultSink)
    const prepared = sink.prepare({ ...job, status: 'COMPLETED', outcomes: [outcome] })
    if (prepared !== null) await sink.deliver(prepared, new AbortController().signal)
    return this.backend.quoteOf(reference)
  }
}
