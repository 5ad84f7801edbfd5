import { Failure } from '../failures/failure'

/** The body is not a JSON object, or its envelope cannot be unwrapped. The body is never part of the text. */
export class MalformedMessage extends Failure {
  readonly code = 'malformed_message'
  readonly retryable = false
}

export class MessageTooLarge extends Failure {
  readonly code = 'message_too_large'
  readonly retryable = false

  constructor(bytes: number, maxBytes: number) {
    super(`The message has ${bytes} bytes; at most ${maxBytes} are read (SQS_MAX_BODY_BYTES)`)
  }
}

/** A field has the wrong type or range. The faults name fields and rules, never values. */
export class InvalidMessage extends Failure {
  readonly code = 'invalid_message'
  readonly retryable = false

  constructor(readonly faults: readonly string[]) {
    super(`The message breaks the contract: ${faults.join('; ')}`)
  }
}

export class UnsupportedVersion extends Failure {
  readonly code = 'unsupported_version'
  readonly retryable = false

  constructor() {
    super('The message names a version that this release does not read; it reads version 1')
  }
}

export class UnsupportedMessage extends Failure {
  readonly code = 'unsupported_message'
  readonly retryable = false

  constructor(what: string) {
    super(`The message carries ${what}; this release takes reference messages`)
  }
}
