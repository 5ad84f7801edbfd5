import { MalformedMessage } from '../queue.failures'

export type JsonObject = Readonly<Record<string, unknown>>

/** Parses one JSON object and unwraps one SNS envelope. @throws MalformedMessage */
export function readJsonObject(body: string): JsonObject {
  const outer = parseObject(body, 'The body')
  if (outer['Type'] !== 'Notification') return outer
  const inner = outer['Message']
  if (typeof inner !== 'string') throw new MalformedMessage('The SNS envelope has no text in Message')
  return parseObject(inner, 'The Message of the SNS envelope')
}

function parseObject(text: string, what: string): JsonObject {
  const value = parse(text, what)
  if (!isObject(value)) throw new MalformedMessage(`${what} is not a JSON object`)
  return value
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The parser's own text quotes the body, so it is not passed on. */
function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new MalformedMessage(`${what} is not JSON`)
  }
}
