import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import { MalformedMessage, MessageTooLarge, RefusedJson } from '../queue.failures'

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Parses one JSON object and unwraps one SNS envelope. An address in the envelope is never asked for anything.
 * @throws MalformedMessage, RefusedJson
 */
export function readMessageObject(body: string): JsonObject {
  return unwrapped(body, strict)
}

/**
 * The object of a body that is too long or that strict reading refuses, for no more than finding out whose it is.
 * @returns undefined for what is no JSON at all, and where a key comes twice: nobody knows which one counts
 */
export function glimpseMessageObject(body: string, refusal: unknown): JsonObject | undefined {
  const isReadable = refusal instanceof MessageTooLarge || refusal instanceof RefusedJson
  if (!isReadable || refusal.code === 'duplicate_key') return undefined
  try {
    return unwrapped(body, lenient)
  } catch {
    return undefined
  }
}

type Parse = (text: string, what: string) => unknown

function unwrapped(body: string, parse: Parse): JsonObject {
  const outer = objectOf(parse(body, 'The body'), 'The body')
  if (outer['Type'] !== 'Notification') return outer
  const inner = outer['Message']
  if (typeof inner !== 'string') throw new MalformedMessage('The SNS envelope has no text in Message')
  const what = 'The Message of the SNS envelope'
  return objectOf(parse(inner, what), what)
}

function objectOf(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new MalformedMessage(`${what} is not a JSON object`)
  return value
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function strict(text: string, what: string): unknown {
  try {
    return parseStrictJson(text)
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error
    const { code, pointer, problem } = error
    throw code === 'not_json'
      ? new MalformedMessage(`${what} is not JSON`)
      : new RefusedJson(code, pointer, `${what}${pointer === '' ? '' : ` at ${pointer}`}: ${problem}`)
  }
}

function lenient(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''))
}
