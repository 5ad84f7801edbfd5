/** Longest wait that is honoured; a longer wish counts as this. */
const MAX_RETRY_AFTER_SECONDS = 900

/**
 * Seconds to wait as a `Retry-After` header says: seconds or a date.
 * @returns undefined when there is no header or it cannot be read; 0 for a date in the past
 */
export function retryAfterSeconds(header: unknown, nowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined
  const text = header.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text), MAX_RETRY_AFTER_SECONDS)
  const dateMs = Date.parse(text)
  if (!/[A-Za-z]/.test(text) || Number.isNaN(dateMs)) return undefined
  return Math.min(Math.max(Math.ceil((dateMs - nowMs) / 1000), 0), MAX_RETRY_AFTER_SECONDS)
}
