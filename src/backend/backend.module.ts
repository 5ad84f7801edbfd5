import { Module } from '@nestjs/common'
import { BACKEND_OPTIONS, type BackendOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { AssessmentSource } from './assessment-source'
import { BackendHttpClient } from './http/backend-http-client'
import { HttpAssessmentSource } from './http/http-assessment-source'
import { QuotesResultSink } from './http/quotes-result-sink'
import { ResultsResultSink } from './http/results-result-sink'
import { ResultSink } from './result-sink'

/** The requesting system: details in, results out. Options and the event log are global providers. */
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
      inject: [BackendHttpClient, BACKEND_OPTIONS, EventLog],
      useFactory: (client: BackendHttpClient, options: BackendOptions, events: EventLog): ResultSink =>
        options.resultsContract === 'quotes'
          ? new QuotesResultSink(client, options, events)
          : new ResultsResultSink(client, options)
    }
  ],
  exports: [AssessmentSource, ResultSink]
})
export class BackendModule {}
