/**
 * Why a handler is asked to stop: `shutdown` = the process ends, `lease-lost` = SQS no longer holds the message
 * for this process, `deadline` = `handlerDeadlineSeconds` is over.
 */
export type AbortReason = 'shutdown' | 'lease-lost' | 'deadline'

/** The reason of an aborted `SqsContext.signal`; `signal.throwIfAborted()` throws it. */
export class HandlerAborted extends Error {
  constructor(readonly reason: AbortReason) {
    super(`The handler is asked to stop: ${reason}`)
    this.name = 'HandlerAborted'
  }
}
