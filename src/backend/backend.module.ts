import { Module } from '@nestjs/common'
import { BACKEND_OPTIONS, type BackendOptions } from '../config/config.tokens'
import { AssessmentSource } from './assessment-source'
import { BackendAvailability } from './backend-availability'
import { BackendBreaker } from './http/backend-breaker'
import { GuardedBackend } from './http/guarded-backend'
import { isThere } from './http/is-there'
import { BackendHttpClient } from './http/backend-http-client'
import { HttpAssessmentSource } from './http/http-assessment-source'
import { QuotesResultSink } from './http/quotes-result-sink'
import { ResultsResultSink } from './http/results-result-sink'
import { ResultSink } from './result-sink'

/** The requesting system: details in, results out. Its options are a global provider. */
@Module({
  providers: [
    {
      provide: BackendHttpClient,
      inject: [BACKEND_OPTIONS],
      useFactory: (options: BackendOptions) => new BackendHttpClient(options)
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
      inject: [GuardedBackend, BACKEND_OPTIONS],
      useFactory: (client: GuardedBackend, options: BackendOptions) =>
        new HttpAssessmentSource(client, options)
    },
    {
      provide: ResultSink,
      inject: [GuardedBackend, BACKEND_OPTIONS],
      useFactory: (client: GuardedBackend, options: BackendOptions): ResultSink =>
        options.resultsContract === 'quotes'
          ? new QuotesResultSink(client, options)
          : new ResultsResultSink(client, options)
    }
  ],
  exports: [AssessmentSource, BackendAvailability, ResultSink]
})
export class BackendModule {}
