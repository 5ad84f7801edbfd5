import { isNativeError } from 'node:util/types'
import type { EventLevel, EventName } from './event-catalogue'

export type { EventLevel, EventName } from './event-catalogue'

/** What may be said about an event; everything else belongs into the sentence. */
export interface EventFields {
  /** Reference of the assessment. */
  readonly reference?: string
  readonly outcome?: 'success' | 'failure' | 'unknown'
  readonly durationMs?: number
  /** A short cause or detail: step, message id, gate. */
  readonly reason?: string
  /** Failure code, as in `failures/failure-codes.ts`. */
  readonly code?: string
  /** The error itself; its type, message and stack are logged, redacted. */
  readonly error?: unknown
}

/** ECS fields by their dotted names. */
export type EventRecord = Readonly<Record<string, string | number>>

export interface EventSink {
  write(level: EventLevel, record: EventRecord, sentence: string): void
}

const NANOSECONDS_PER_MILLISECOND = 1e6

/**
 * Writes one log line per event, in the fields that CDP keeps; CDP drops every other field without a word.
 * Never throws: a log that cannot be written does not change what becomes of a job.
 *
 * @example log.info('job_completed', { reference, durationMs }, 'Assessment delivered')
 */
export class EventLog {
  private lost = 0

  constructor(private readonly sink: EventSink) {}

  /** Events that could not be handed to the log. */
  get lostEvents(): number {
    return this.lost
  }

  debug(event: EventName, fields: EventFields, sentence: string): void {
    this.write('debug', event, fields, sentence)
  }

  info(event: EventName, fields: EventFields, sentence: string): void {
    this.write('info', event, fields, sentence)
  }

  warn(event: EventName, fields: EventFields, sentence: string): void {
    this.write('warn', event, fields, sentence)
  }

  error(event: EventName, fields: EventFields, sentence: string): void {
    this.write('error', event, fields, sentence)
  }

  fatal(event: EventName, fields: EventFields, sentence: string): void {
    this.write('fatal', event, fields, sentence)
  }

  private write(level: EventLevel, event: EventName, fields: EventFields, sentence: string): void {
    try {
      this.sink.write(level, toRecord(event, fields), sentence)
    } catch {
      this.lost += 1
    }
  }
}

function toRecord(event: EventName, fields: EventFields): EventRecord {
  const record: Record<string, string | number | undefined> = {
    'event.action': event,
    'event.reference': fields.reference,
    'event.outcome': fields.outcome,
    'event.duration': toNanoseconds(fields.durationMs),
    'event.reason': fields.reason,
    'error.code': fields.code ?? codeOf(fields.error),
    ...describeError(fields.error)
  }
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
  )
}

function toNanoseconds(durationMs: number | undefined): number | undefined {
  if (durationMs === undefined || !Number.isFinite(durationMs)) return undefined
  return Math.round(durationMs * NANOSECONDS_PER_MILLISECOND)
}

function describeError(error: unknown): Record<string, string | undefined> {
  if (error === undefined) return {}
  if (!isNativeError(error)) return { 'error.type': typeof error, 'error.message': asText(error) }
  return {
    'error.type': error.name,
    'error.message': error.message,
    'error.stack_trace': stackWithCauses(error)
  }
}

/** Failures, system errors and database errors carry their own code. */
function codeOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !('code' in error)) return undefined
  return typeof error.code === 'string' || typeof error.code === 'number' ? String(error.code) : undefined
}

const MAX_CAUSES = 5

function stackWithCauses(error: Error): string {
  const stacks: string[] = []
  let current: unknown = error
  while (isNativeError(current) && stacks.length < MAX_CAUSES) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`)
    current = current.cause
  }
  return stacks.join('\ncaused by: ')
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
