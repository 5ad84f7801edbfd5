import { Global, Module } from '@nestjs/common'
import { LoggerModule } from 'nestjs-pino'
import type { Logger } from 'pino'
import {
  BACKEND_OPTIONS,
  BOUNDARY_CHECK_OPTIONS,
  DATABASE_OPTIONS,
  LOG_OPTIONS,
  METRICS_OPTIONS,
  NOTIFY_OPTIONS,
  SERVICE_OPTIONS,
  type BackendOptions,
  type BoundaryCheckOptions,
  type DatabaseOptions,
  type LogOptions,
  type MetricsOptions,
  type NotifyOptions,
  type ServiceOptions
} from '../config/config.tokens'
import { countingEventSink } from './counting-event-sink'
import { EmfRecords } from './emf/emf-records'
import { EventLog } from './log-events'
import { LogSink } from './log-sink'
import { createLogger, eventSink } from './logger'
import { MetricTotals } from './metric-totals'
import { Metrics } from './metrics'
import { MetricsPublisher } from './metrics-publisher'
import { prettyWriter } from './pretty-writer'
import { Redactor } from './redactor'
import { StepTimes } from './step-times'
import { requestLog } from './request-log'

const SERVICE_LOGGER = Symbol('SERVICE_LOGGER')

/** Metrics, and the logs of the service: `EventLog` for events, nestjs-pino for Nest and HTTP, both redacted on their way out. */
@Global()
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [SERVICE_LOGGER, LOG_OPTIONS],
      useFactory: (logger: Logger, { tracingHeader }: LogOptions) => ({
        pinoHttp: { logger, ...requestLog(tracingHeader) },
        renameContext: 'log.logger'
      })
    })
  ],
  providers: [
    {
      provide: Redactor,
      inject: [BACKEND_OPTIONS, NOTIFY_OPTIONS, DATABASE_OPTIONS, BOUNDARY_CHECK_OPTIONS],
      useFactory: (
        backend: BackendOptions,
        notify: NotifyOptions,
        database: DatabaseOptions,
        boundaryCheck: BoundaryCheckOptions
      ) =>
        new Redactor([
          backend.apiKey,
          notify.apiKey,
          database.password,
          database.url,
          notify.proxyUrl,
          boundaryCheck.apiKey
        ])
    },
    {
      provide: LogSink,
      inject: [LOG_OPTIONS],
      useFactory: ({ format }: LogOptions) => {
        const pretty = format === 'pino-pretty' ? prettyWriter() : undefined
        return pretty ? new LogSink(pretty) : LogSink.toStandardOutput()
      }
    },
    {
      provide: SERVICE_LOGGER,
      inject: [LOG_OPTIONS, SERVICE_OPTIONS, Redactor, LogSink],
      useFactory: (log: LogOptions, service: ServiceOptions, redactor: Redactor, sink: LogSink) =>
        createLogger({ log, service, redactor, sink })
    },
    MetricTotals,
    {
      provide: EmfRecords,
      inject: [METRICS_OPTIONS],
      useFactory: (options: MetricsOptions) => new EmfRecords(options)
    },
    {
      provide: Metrics,
      inject: [MetricTotals, EmfRecords, METRICS_OPTIONS],
      useFactory: (totals: MetricTotals, records: EmfRecords, { mode }: MetricsOptions) =>
        new Metrics([totals, new StepTimes(), ...(mode === 'off' ? [] : [records])])
    },
    {
      provide: MetricsPublisher,
      inject: [METRICS_OPTIONS, EmfRecords, LogSink, EventLog],
      useFactory: (options: MetricsOptions, records: EmfRecords, log: LogSink, events: EventLog) =>
        new MetricsPublisher({ options, records, log, events })
    },
    {
      provide: EventLog,
      inject: [SERVICE_LOGGER, Metrics],
      useFactory: (logger: Logger, metrics: Metrics) =>
        new EventLog(countingEventSink(eventSink(logger), metrics))
    }
  ],
  exports: [EventLog, LogSink, Metrics, MetricsPublisher, MetricTotals, Redactor, SERVICE_LOGGER]
})
export class ObservabilityModule {}
