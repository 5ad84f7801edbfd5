import { JsonRefused } from './json-refused'
import { JsonScanner } from './json-scanner'
import { STRICT_JSON_LIMITS, type StrictJsonLimits } from './strict-json-limits'

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const HALF_PAIR = /\p{Surrogate}/u

/**
 * Parses a JSON text (RFC 8259) whose sender is not trusted. Beyond the grammar it refuses what parsers disagree
 * about or what does harm later: duplicate keys, numbers that a double cannot hold, U+0000 and lone surrogates, deep
 * nesting, huge objects, the key `__proto__`. One byte-order mark is allowed. Linear time.
 *
 * @throws JsonRefused naming the place; its code is `not_json` when the text is not JSON, or not UTF-8
 *
 * @example
 * const message = parseStrictJson(body)
 */
export function parseStrictJson(
  source: Uint8Array | string,
  limits: Partial<StrictJsonLimits> = {}
): unknown {
  const bytes = bytesOf(source)
  new JsonScanner(bytes, { ...STRICT_JSON_LIMITS, ...limits }).scan()
  return parse(textOf(bytes))
}

function bytesOf(source: Uint8Array | string): Buffer {
  const bytes = typeof source === 'string' ? encoded(source) : viewOf(source)
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes
}

function encoded(text: string): Buffer {
  if (HALF_PAIR.test(text)) throw new JsonRefused('illegal_character', '', 'half of a surrogate pair')
  return Buffer.from(text)
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new JsonRefused('not_json', '', 'the text is not UTF-8')
  }
}

/** The parser's own text quotes the source, so it is not passed on. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonRefused('not_json', '', 'the text is not JSON')
  }
}
