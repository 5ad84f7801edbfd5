import type { QueueOptions } from '../config/config.tokens'
import type { FailureCode } from '../failures/failure-codes'
import { jobKeyOf, refusedJobKey } from '../processing/job-claim'
import { digestOf, MessageReader } from './messages/message-reader'

/** What the ledger knows a message by. */
export interface MessageIdentity {
  readonly reference?: string
  /** Keys that its job may have; the first that the ledger knows counts. Empty without a reference. */
  readonly jobKeys: readonly string[]
  /** Why this release cannot work on it. */
  readonly refusal?: FailureCode
}

/** Reads messages as the worker does, and says what it would claim for them. */
export class MessageIdentities {
  private readonly reader: MessageReader

  constructor(options: Pick<QueueOptions, 'maxBodyBytes' | 'referencePattern'>) {
    this.reader = new MessageReader(options)
  }

  of(body: string): MessageIdentity {
    const message = this.reader.read(body)
    if (message.isReadable) {
      const { request } = message
      const { reference } = request
      return { reference, jobKeys: [jobKeyOf(request), refusedJobKey(reference, digestOf(body))] }
    }
    const { reference, failure, bodyDigest } = message
    const jobKeys = reference === undefined ? [] : [refusedJobKey(reference, bodyDigest)]
    return { reference, jobKeys, refusal: failure.code }
  }
}
