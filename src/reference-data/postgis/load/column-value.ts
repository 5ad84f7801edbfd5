import type { AttributeValue } from '@nrf/geo-files'
import type { LayerColumn } from '../../layer-declaration'

export interface ColumnReading {
  readonly value: AttributeValue
  /** Why the value is refused; the row is named by the caller. */
  readonly fault?: string
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MOST_QUOTED = 40

/**
 * Reads the value of a declared column. With `ignoresText`, a text that is no number counts as missing instead of
 * being refused: the published coefficients hold such texts.
 */
export function readColumn(column: LayerColumn, raw: AttributeValue, ignoresText: boolean): ColumnReading {
  const reading: ColumnReading =
    column.type === 'text' ? asText(column, raw) : asNumber(column, raw, ignoresText)
  if (reading.fault === undefined && column.required && (reading.value === null || reading.value === '')) {
    return { value: null, fault: `${column.name} is missing` }
  }
  return reading
}

function asText({ name, oneOf }: LayerColumn, value: AttributeValue): ColumnReading {
  if (value === null || value === '') return { value }
  const text = String(value)
  if (oneOf === undefined || oneOf.includes(text)) return { value: text }
  return { value: null, fault: `${name} is ${quoted(text)}, not one of ${oneOf.join(', ')}` }
}

function asNumber(column: LayerColumn, value: AttributeValue, ignoresText: boolean): ColumnReading {
  const number = toNumber(value)
  if (number === null || (ignoresText && Number.isNaN(number))) return { value: null }
  const fault = faultOf(column, number)
  if (fault === undefined) return { value: number }
  return { value: null, fault: `${column.name} is ${quoted(value)}, ${fault}` }
}

function faultOf(column: LayerColumn, number: number): string | undefined {
  if (Number.isNaN(number)) return 'which is not a number'
  if (column.type === 'integer' && !Number.isInteger(number)) return 'which is not a whole number'
  const [least, most] = column.range ?? [-Infinity, Infinity]
  return number < least || number > most ? `outside ${least} to ${most}` : undefined
}

/** Null for nothing at all, NaN for what is no number. */
function toNumber(value: AttributeValue): number | null {
  if (value === null || typeof value === 'number') return value
  const text = String(value).trim()
  if (text === '') return null
  return NUMBER.test(text) ? Number(text) : NaN
}

function quoted(value: AttributeValue): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, MOST_QUOTED)) : String(value)
}
