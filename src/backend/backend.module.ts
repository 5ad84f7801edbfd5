import { Module } from '@nestjs/common'
import { BACKEND_OPTIONS, type BackendOptions } from '../config/config.tokens'
import { AssessmentSource } from './assessment-source'
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
      provide: AssessmentSource,
      inject: [BackendHttpClient, BACKEND_OPTIONS],
      useFactory: (client: BackendHttpClient, options: BackendOptions) =>
        new HttpAssessmentSource(client, options)
    },
    {
      provide: ResultSink,
      inject: [BackendHttpClient, BACKEND_OPTIONS],
      useFactory: (client: BackendHttpClient, options: BackendOptions): ResultSink =>
        options.resultsContract === 'quotes'
          ? new QuotesResultSink(client, options)
          : new ResultsResultSink(client, options)
    }
  ],
  exports: [AssessmentSource, ResultSink]
})
export class BackendModule {}
