import type { JsonProblemCode } from '@nrf/strict-json'
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

/** Two names of one field have different values. */
export class ConflictingFields extends Failure {
  readonly code = 'conflicting_fields'
  readonly retryable = false

  constructor(names: readonly string[]) {
    super(`The message says different things in ${names.join(' and ')}`)
  }
}

/** Strict reading refuses the text although it may be JSON. */
export class RefusedJson extends Failure {
  readonly retryable = false

  constructor(
    readonly code: Exclude<JsonProblemCode, 'not_json'>,
    /** JSON pointer to the place. */
    readonly pointer: string,
    message: string
  ) {
    super(message)
  }
}
