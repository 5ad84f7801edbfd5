import type { Json } from '../../assessments/assessment-outcome'

const FORMULA_START = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

/**
 * One line of CSV. Null is empty, numbers are the shortest text that reads back to the same number. A text that a
 * spreadsheet would run as a formula gets an apostrophe in front.
 */
export function csvLine(values: readonly (Json | undefined)[]): string {
  return `${values.map(csvCell).join(',')}\n`
}

function csvCell(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = neutralised(typeof value === 'string' ? value : JSON.stringify(value))
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Names come from outside, and a spreadsheet takes `=HYPERLINK(...)` in a name at its word. */
function neutralised(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}
