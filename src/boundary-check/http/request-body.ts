import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './http-problem'

export interface BodyLimits {
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What is read and thrown away of a body that is too large, so that its sender gets to see the answer. */
const MOST_DISCARDED_BYTES = 16 * 1024 * 1024

/**
 * The whole body of a request.
 *
 * @returns undefined when it has more than `maxBytes`
 * @throws HttpProblem when it does not come in time, or the signal's reason
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer | undefined> {
  const { maxBytes, timeoutMs, signal } = limits
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else chunks.length = 0
      if (bytes > maxBytes + MOST_DISCARDED_BYTES) settle(() => resolve(undefined))
    }
    const end = (): void => settle(() => resolve(bytes > maxBytes ? undefined : Buffer.concat(chunks, bytes)))
    const fail = (error: Error): void => settle(() => reject(error))
    const abort = (): void => settle(() => reject(signal.reason))
    const timer = setTimeout(() => fail(tooSlow()), timeoutMs)
    const settle = (how: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      request.off('data', take).off('end', end).off('error', fail).pause()
      how()
    }
    signal.addEventListener('abort', abort, { once: true })
    request.on('data', take).on('end', end).on('error', fail)
    if (signal.aborted) abort()
  })
}

function tooSlow(): HttpProblem {
  return new HttpProblem(408, 'The file did not arrive in time', { Connection: 'close' })
}
