import { Module } from '@nestjs/common'
import { ComputePool } from '@nrf/compute-pool'
import { ComputeModule } from '../compute/compute.module'
import {
  ASSESSMENT_OPTIONS,
  BACKEND_OPTIONS,
  type AssessmentOptions,
  type BackendOptions
} from '../config/config.tokens'
import { Metrics } from '../observability/metrics'
import { timed } from '../observability/timed'
import { AssessmentSource } from './assessment-source'
import { BackendAvailability } from './backend-availability'
import { BackendBreaker } from './http/backend-breaker'
import { DetailsReader } from './http/details-reader'
import { GuardedBackend } from './http/guarded-backend'
import { isThere } from './http/is-there'
import { BackendHttpClient } from './http/backend-http-client'
import { HttpAssessmentSource } from './http/http-assessment-source'
import { RETRY_TIMING } from './http/repeated-call'
import { QuotesResultSink } from './http/quotes-result-sink'
import { ResultsResultSink } from './http/results-result-sink'
import { ResultSink } from './result-sink'

/** The requesting system: details in, results out. Its options are global providers. */
@Module({
  imports: [ComputeModule],
  providers: [
    {
      provide: BackendHttpClient,
      inject: [BACKEND_OPTIONS, Metrics],
      useFactory: (options: BackendOptions, metrics: Metrics) =>
        new BackendHttpClient(options, RETRY_TIMING, () => metrics.count('BackendRetries'))
    },
    {
      provide: BackendBreaker,
      inject: [BackendHttpClient, BACKEND_OPTIONS],
      useFactory: (client: BackendHttpClient, options: BackendOptions) =>
        new BackendBreaker((question, reference) => isThere(client, options, { question, reference }))
    },
    { provide: BackendAvailability, useExisting: BackendBreaker },
    {
      provide: GuardedBackend,
      inject: [BackendHttpClient, BackendBreaker],
      useFactory: (client: BackendHttpClient, breaker: BackendBreaker) => new GuardedBackend(client, breaker)
    },
    {
      provide: AssessmentSource,
      inject: [GuardedBackend, BACKEND_OPTIONS, DetailsReader, Metrics],
      useFactory: (
        client: GuardedBackend,
        options: BackendOptions,
        reader: DetailsReader,
        metrics: Metrics
      ): AssessmentSource =>
        timed(new HttpAssessmentSource(client, options, reader), { fetch: 'fetch' }, metrics)
    },
    {
      provide: DetailsReader,
      inject: [ComputePool, ASSESSMENT_OPTIONS],
      useFactory: (pool: ComputePool, { boundaryMaxVertices }: AssessmentOptions) =>
        new DetailsReader(pool, boundaryMaxVertices)
    },
    {
      provide: ResultSink,
      inject: [GuardedBackend, BACKEND_OPTIONS, Metrics],
      useFactory: (client: GuardedBackend, options: BackendOptions, metrics: Metrics): ResultSink =>
        timed(sinkOf(client, options), { deliver: 'deliver' }, metrics)
    }
  ],
  exports: [AssessmentSource, BackendAvailability, ResultSink]
})
export class BackendModule {}

function sinkOf(client: GuardedBackend, options: BackendOptions): ResultSink {
  return options.resultsContract === 'quotes'
    ? new QuotesResultSink(client, options)
    : new ResultsResultSink(client, options)
}
