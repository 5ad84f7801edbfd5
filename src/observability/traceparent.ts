import { newTraceId } from './trace-context'

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/
const SPAN_DIGITS = 16

/** Trace id of a `traceparent` as W3C Trace Context writes it; undefined for anything else. */
export function traceIdOfParent(text: unknown): string | undefined {
  return typeof text === 'string' ? TRACEPARENT.exec(text)?.[1] : undefined
}

/**
 * A `traceparent` for a call that belongs to this trace. A UUID loses its hyphens; for any other form there is none,
 * because the header has no room for it.
 */
export function traceparentOf(traceId: string): string | undefined {
  const hexadecimal = traceId.replaceAll('-', '').toLowerCase()
  if (!/^(?!0{32})[\da-f]{32}$/.test(hexadecimal)) return undefined
  return `00-${hexadecimal}-${newTraceId().slice(0, SPAN_DIGITS)}-01`
}
