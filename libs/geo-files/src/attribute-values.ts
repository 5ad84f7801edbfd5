import { GeoFileError } from './geo-file-error'
import type { AttributeValue } from './geo-file'

export interface AttributePlace {
  readonly path: string
  readonly feature: number
  readonly column: string
}

/** Turns what a format stores into what every reader gives. */
export function attributeValue(value: unknown, place: AttributePlace): AttributeValue {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return value.toString()
    case 'string':
      return storableText(value, place)
    case 'undefined':
      return null
    default:
      return nestedValue(value, place)
  }
}

function nestedValue(value: unknown, place: AttributePlace): AttributeValue {
  if (value === null) return null
  if (value instanceof Uint8Array) throw unreadable(place, 'holds binary data')
  return storableText(JSON.stringify(value), place)
}

/** No database takes NUL or half a surrogate pair in a text. */
function storableText(text: string, place: AttributePlace): string {
  if (text.includes('\0') || /\p{Surrogate}/u.test(text))
    throw unreadable(place, 'holds a character that is none')
  return text
}

function unreadable({ path, feature, column }: AttributePlace, what: string): GeoFileError {
  return new GeoFileError({
    path,
    feature,
    problem: `column ${JSON.stringify(column.slice(0, 60))} ${what}`,
    fix: 'Correct the value or drop the column.'
  })
}

/** Own properties whatever the columns are called, `__proto__` included. */
export function toAttributes(
  columns: readonly string[],
  valueOf: (column: string, index: number) => AttributeValue
): Record<string, AttributeValue> {
  return Object.fromEntries(columns.map((column, index) => [column, valueOf(column, index)]))
}
