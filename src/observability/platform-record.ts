import type { Redactor } from './redactor'

/** Fields that CDP keeps and that this service writes; CDP drops every field that it does not know without a word. */
const PLATFORM_FIELDS = new Set([
  'message',
  '@timestamp',
  'ecs.version',
  'host.hostname',
  'log.level',
  'log.logger',
  'trace.id',
  'span.id',
  'transaction.id',
  'service.name',
  'service.version',
  'service.type',
  'process.name',
  'process.pid',
  'process.thread.id',
  'process.thread.name',
  'error.code',
  'error.id',
  'error.message',
  'error.stack_trace',
  'error.type',
  'event.action',
  'event.category',
  'event.created',
  'event.duration',
  'event.kind',
  'event.outcome',
  'event.reason',
  'event.reference',
  'event.severity',
  'event.type',
  'http.request.id',
  'http.request.method',
  'http.response.status_code',
  'url.path',
  'tenant.id',
  'tenant.message'
])

/** Set by this service or by the format; nothing of a job is in them. */
const TRUSTED_FIELDS = new Set([
  '@timestamp',
  'ecs.version',
  'event.action',
  'event.outcome',
  'host.hostname',
  'log.level',
  'service.name',
  'service.version'
])

/** Brings one line of pino into the form that may leave the process: fields that CDP keeps, every text redacted. */
export function toPlatformLine(line: string, redactor: Redactor): string {
  const record: object = JSON.parse(line)
  const fields = flatten(record)
    .filter(([name]) => PLATFORM_FIELDS.has(name))
    .map(([name, value]) => [name, redactField(name, value, redactor)])
  return `${JSON.stringify(Object.fromEntries(fields))}\n`
}

function redactField(name: string, value: unknown, redactor: Redactor): unknown {
  if (TRUSTED_FIELDS.has(name) || typeof value === 'number' || typeof value === 'boolean') return value
  return redactor.redact(typeof value === 'string' ? value : JSON.stringify(value))
}

const DEEPEST_FIELD = 4

/** `{ error: { type } }` and `{ "error.type" }` are the same field. */
function flatten(record: object, prefix = '', depth = 1): [string, unknown][] {
  return Object.entries(record).flatMap(([key, value]: [string, unknown]) => {
    const name = prefix + key
    const isGroup = typeof value === 'object' && value !== null && depth < DEEPEST_FIELD
    return isGroup && !PLATFORM_FIELDS.has(name) ? flatten(value, `${name}.`, depth + 1) : [[name, value]]
  })
}
