/** SQS hides a message for at most 12 hours, counted from its receipt. */
export const MAX_VISIBILITY_SECONDS = 43_200

/**
 * Thrown by a handler to have its message back after `delaySeconds` (0 to 43,200; what SQS does not allow is
 * shortened). The receive counts towards the queue's `maxReceiveCount`.
 *
 * @example throw new RetryLater({ delaySeconds: 30, cause: error })
 */
export class RetryLater extends Error {
  readonly delaySeconds: number

  constructor({ delaySeconds, cause }: { delaySeconds: number; cause?: unknown }) {
    super(`The message is retried in ${delaySeconds} s`, { cause })
    this.name = 'RetryLater'
    this.delaySeconds = delaySeconds
  }
}

/**
 * Thrown by a handler when no retry can help. SQS has no "reject": the message becomes visible at once, so its
 * remaining receives are used up quickly and the redrive policy moves it to the dead-letter queue. The handler
 * sees it again on each of them.
 */
export class DeadLetterSoon extends Error {
  constructor({ cause }: { cause?: unknown } = {}) {
    super('The message goes to the dead-letter queue', { cause })
    this.name = 'DeadLetterSoon'
  }
}

/** Thrown by a handler that gives its message back untouched, for any worker to take at once. */
export class Release extends Error {
  constructor({ cause }: { cause?: unknown } = {}) {
    super('The message is given back', { cause })
    this.name = 'Release'
  }
}
