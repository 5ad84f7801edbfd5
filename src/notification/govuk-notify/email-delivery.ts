import { DelegateBackoff, handleWhen, retry, type IRetryBackoffContext, type RetryPolicy } from 'cockatiel'
import type { Email, NotifyApi } from './notify-api'
import { NotifyFailure } from './notify-failure'

const RETRIES = 2
const BACKOFF_FACTOR = 4
const JITTER = 0.25

/** Thrown when an e-mail could not be sent; `isOutcomeUnknown`: Notify may hold it all the same. */
export class EmailNotDelivered extends Error {
  override readonly name = 'EmailNotDelivered'

  constructor(
    readonly isOutcomeUnknown: boolean,
    readonly failure: unknown
  ) {
    super(failure instanceof Error ? failure.message : String(failure))
  }
}

/**
 * Hands one e-mail to Notify, which does not recognise a repeated request: where an earlier one may have been
 * accepted, Notify is asked by the reference of the e-mail before anything is sent.
 */
export class EmailDelivery {
  private readonly policy: RetryPolicy

  /** Waits about 1 and 4 times `backoffBaseMs` between its three attempts. */
  constructor(
    private readonly api: NotifyApi,
    backoffBaseMs: number
  ) {
    const waitMs = ({ attempt }: IRetryBackoffContext<unknown>) =>
      backoffBaseMs * BACKOFF_FACTOR ** (attempt - 1) * (1 + Math.random() * JITTER)
    this.policy = retry(
      handleWhen((error) => error instanceof NotifyFailure && error.isRetryable),
      { maxAttempts: RETRIES, backoff: new DelegateBackoff(waitMs) }
    ).dangerouslyUnref()
  }

  /** @throws EmailNotDelivered, or the reason of the signal when it was aborted */
  async deliver(email: Email, mayBeAccepted: boolean, signal: AbortSignal): Promise<'sent' | 'already-sent'> {
    let isOutcomeUnknown = mayBeAccepted

    const attempt = async () => {
      if (isOutcomeUnknown && (await this.api.holds(email.reference, signal))) return 'already-sent'
      // Open while the request is on its way: only a clear answer closes it.
      isOutcomeUnknown = true
      try {
        await this.api.send(email, signal)
        return 'sent'
      } catch (error) {
        isOutcomeUnknown = !(error instanceof NotifyFailure) || error.isOutcomeUnknown
        throw error
      }
    }

    try {
      return await untilAborted(this.policy.execute(attempt, signal), signal)
    } catch (error) {
      signal.throwIfAborted()
      throw new EmailNotDelivered(isOutcomeUnknown, error)
    }
  }
}

/** The policy does not cut its waits short. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
