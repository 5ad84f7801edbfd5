const MASK = '[boundary]'

const NUMBER = String.raw`[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?`
const SEPARATOR = String.raw`(?:[\s,;[\]()]|\\[nrt])+`

/** Two numbers or more. The text before tells digits inside a word, as in `NRF-123456`, from the begin of a list. */
const NUMBER_LIST = new RegExp(String.raw`(?<![\w.-])${NUMBER}(?:${SEPARATOR}${NUMBER})+`, 'g')

/** Metres of the British National Grid have five digits or more, degrees of any use three decimals. */
const COORDINATE = /\d{5,}|\.\d{3,}/g

/** Hexadecimal well-known binary of a geometry, as PostGIS prints it. */
const HEX_GEOMETRY =
  /(?<![0-9a-fA-F])0[01](?:0[1-7]0000[0-9a-fA-F]{2}|[0-9a-fA-F]{2}00000[1-7])[0-9a-fA-F]{32,}/g

/**
 * Replaces lists of coordinates by `[boundary]`: arrays of numbers, the number part of WKT, bare pairs that look like
 * coordinates, hexadecimal geometries. Cut-off ones too, as parsers quote them. Time grows with the text's length.
 */
export function maskBoundaries(text: string): string {
  const readable = text.replace(HEX_GEOMETRY, MASK)
  let masked = ''
  let done = 0
  for (const { index, 0: numbers } of readable.matchAll(NUMBER_LIST)) {
    const start = index - leadingBrackets(readable.slice(done, index))
    const end = index + numbers.length
    if (start === index && !isCoordinateList(numbers)) continue
    masked += readable.slice(done, start) + MASK
    done = end + trailingBrackets(readable, end)
  }
  return masked + readable.slice(done)
}

function isCoordinateList(numbers: string): boolean {
  return /[[(]/.test(numbers) || (numbers.match(COORDINATE)?.length ?? 0) >= 2
}

/** Length of what stands before a list and belongs to it: `[[`, `((`. */
function leadingBrackets(before: string): number {
  let start = before.length
  let length = 0
  while (start > 0 && isSeparator(before[start - 1])) {
    start -= 1
    if ('[('.includes(before[start])) length = before.length - start
  }
  return length
}

function trailingBrackets(text: string, from: number): number {
  let end = from
  let length = 0
  while (end < text.length && isSeparator(text[end])) {
    if ('])'.includes(text[end])) length = end + 1 - from
    end += 1
  }
  return length
}

function isSeparator(character: string): boolean {
  return /[\s,;[\]()]/.test(character)
}
