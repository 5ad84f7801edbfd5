import { BackOff, retryDelaySeconds } from './back-off'
import { DeadLetterSoon, Release, RetryLater } from './failure'
import { AbortReason } from './handler-aborted'
import { ReleaseReason } from './sqs-transport.events'

/** What becomes of a message whose handler has ended. */
export type Settlement =
  | { readonly kind: 'delete' }
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly error: unknown }
  | { readonly kind: 'dead-letter'; readonly error: unknown }
  | { readonly kind: 'release'; readonly reason: ReleaseReason; readonly error?: unknown }

interface Circumstances {
  readonly abortReason: AbortReason | undefined
  readonly receiveCount: number
  readonly retryBackOff: BackOff
}

/** Decides by what the handler threw. A handler interrupted by a shutdown gives its message back at once. */
export function settlementOf(error: unknown, circumstances: Circumstances): Settlement {
  if (error instanceof DeadLetterSoon) return { kind: 'dead-letter', error }
  if (circumstances.abortReason === 'shutdown') return { kind: 'release', reason: 'shutdown', error }
  if (error instanceof Release) return { kind: 'release', reason: 'requested', error }
  return { kind: 'retry', delaySeconds: delayOf(error, circumstances), error }
}

function delayOf(error: unknown, { receiveCount, retryBackOff }: Circumstances): number {
  const asked = error instanceof RetryLater ? error.delaySeconds : Number.NaN
  return Number.isFinite(asked) && asked >= 0
    ? Math.round(asked)
    : retryDelaySeconds(retryBackOff, receiveCount)
}
