import { ecsFormat } from '@elastic/ecs-pino-format'
import pino, { type Logger, type LoggerOptions } from 'pino'
import type { LogOptions, ServiceOptions } from '../config/config.tokens'
import type { EventSink } from './log-events'
import type { LogSink } from './log-sink'
import { toPlatformLine } from './platform-record'
import type { Redactor } from './redactor'
import { currentTraceId } from './trace-context'

export interface LoggerParts {
  readonly log: Pick<LogOptions, 'enabled' | 'level'>
  readonly service: Pick<ServiceOptions, 'name' | 'version'>
  readonly redactor: Redactor
  readonly sink: LogSink
}

/** One JSON object a line in the Elastic Common Schema, under the trace id of whatever runs. */
export function createLogger({ log, service, redactor, sink }: LoggerParts): Logger {
  const options: LoggerOptions = {
    ...ecsFormat({ serviceName: service.name, serviceVersion: service.version, apmIntegration: false }),
    level: log.enabled ? log.level : 'silent',
    mixin: traceFields,
    hooks: { streamWrite: (line) => toSafeLine(line, redactor, sink) }
  }
  return pino(options, sink)
}

function traceFields(): object {
  const id = currentTraceId()
  return id === undefined ? {} : { 'trace.id': id }
}

/** A line that cannot be brought into shape is not let out as it is: it may hold what must not be logged. */
function toSafeLine(line: string, redactor: Redactor, sink: LogSink): string {
  try {
    return toPlatformLine(line, redactor)
  } catch {
    sink.countLoss(1)
    return `${JSON.stringify({ '@timestamp': new Date().toISOString(), 'log.level': 'error', message: 'A log line could not be redacted and was dropped' })}\n`
  }
}

/** Hands the records of an `EventLog` to pino. */
export function eventSink(logger: Logger): EventSink {
  return { write: (level, record, sentence) => logger[level](record, sentence) }
}
