import type { WorkerLog, WorkerProcess } from '@nrf/local-env'
import {
  EVENT_CATALOGUE,
  type EventDescription,
  type EventField
} from '../../src/observability/event-catalogue'
import type { SampleDistrict } from './sample-district'

/** Fields that the platform keeps, as far as this service may use them. */
const ALLOWED_FIELDS =
  /^(message|@timestamp|ecs\.version|host\.hostname|log\.(level|logger)|(trace|span|transaction)\.id|service\.(name|version|type)|process\.(name|pid|thread\.(id|name))|error\.(code|id|message|stack_trace|type)|event\.(action|category|created|duration|kind|outcome|reason|reference|severity|type)|http\.(request\.(id|method)|response\.status_code)|url\.path|tenant\.(id|message))$/
const REQUIRED_FIELDS = ['@timestamp', 'log.level', 'message', 'service.name', 'service.version']
const ADDRESS = /[\w.+%-]+@[\w-]+(\.[\w-]+)+/g
const MASKED_ADDRESS = /^\w?\*\*\*@/

/** Put it into every body that is sent: no log may show it. */
export const BODY_MARK = 'seen-in-a-body-only'

interface LogRules {
  readonly service: {
    readonly workers: readonly Pick<WorkerProcess, 'logs' | 'output'>[]
    readonly secrets: readonly string[]
  }
  readonly district: SampleDistrict
}

/** Every way in which the lines of all workers break a rule; empty when they keep all of them. */
export function logFaults({ service, district }: LogRules): string[] {
  const forbidden = [...service.secrets, BODY_MARK, ...district.developments.map(nameOf)]
  const coordinates = new Set(
    district.developments.flatMap(({ details }) => numbersIn(details.boundary.geometry))
  )
  const coordinate = new RegExp(String.raw`(?<![\w.-])(${[...coordinates].map(escape).join('|')})(?![\w-])`)
  return service.workers.flatMap(({ logs, output }) => [
    ...(output === '' ? [] : [`not a JSON line: ${output}`]),
    ...logs.flatMap((log) => [
      ...fieldFaults(log),
      ...eventFaults(log),
      ...textFaults(log, { forbidden, coordinate })
    ])
  ])
}

function fieldFaults(log: WorkerLog): string[] {
  return [
    ...Object.keys(log)
      .filter((name) => !ALLOWED_FIELDS.test(name))
      .map((name) => `field "${name}" is not kept by the platform`),
    ...Object.entries(log)
      .filter(([, value]) => typeof value === 'object')
      .map(([name]) => `field "${name}" is not plain`),
    ...REQUIRED_FIELDS.filter((name) => log[name] === undefined).map((name) => `field "${name}" is missing`)
  ]
}

const FIELDS_OF_EVENTS: readonly (readonly [string, readonly EventField[]])[] = [
  ['event.reference', ['reference']],
  ['event.outcome', ['outcome']],
  ['event.duration', ['duration']],
  ['event.reason', ['reason']],
  ['error.code', ['code', 'error']],
  ['error.message', ['error']]
]

/** What an event says of itself is what the catalogue, and the page made from it, says of it. */
function eventFaults(log: WorkerLog): string[] {
  const name = log['event.action']
  if (typeof name !== 'string') return []
  const catalogue: Readonly<Record<string, EventDescription | undefined>> = EVENT_CATALOGUE
  const event = catalogue[name]
  if (event === undefined) return [`event "${name}" is not in the catalogue`]
  const { levels, fields } = event
  return [
    ...(levels.some((level) => level === log['log.level'])
      ? []
      : [`event "${name}" is written at another level`]),
    ...FIELDS_OF_EVENTS.filter(
      ([field, kinds]) => log[field] !== undefined && !kinds.some((kind) => fields.includes(kind))
    ).map(([field]) => `event "${name}" carries ${field}`)
  ]
}

function textFaults(
  log: WorkerLog,
  { forbidden, coordinate }: { forbidden: readonly string[]; coordinate: RegExp }
): string[] {
  const texts = Object.values(log).filter((value): value is string => typeof value === 'string')
  return texts.flatMap((text) => [
    ...forbidden.filter((word) => text.includes(word)).map((word) => `"${word}" is in: ${text}`),
    ...(text.match(ADDRESS) ?? [])
      .filter((address) => !MASKED_ADDRESS.test(address))
      .map((address) => `address ${address} is in: ${text}`),
    ...(coordinate.test(text) ? [`a coordinate is in: ${text}`] : [])
  ])
}

function nameOf({ details }: SampleDistrict['developments'][number]): string {
  return String(details['developmentName'])
}

function numbersIn(geometry: object): string[] {
  return [...new Set(JSON.stringify(geometry).match(/[\d.]+/g))].filter((number) => number.length > 3)
}

function escape(text: string): string {
  return text.replaceAll('.', String.raw`\.`)
}
