import { describe, type FailureDescription } from './failure-description'

/** What is wrong with the message of a job, or with the JSON of a document. */
export const MESSAGE_CODES = {
  malformed_message: describe(
    'backend',
    'The queue message is not a JSON object, or its SNS envelope cannot be unwrapped.',
    'Send one JSON object per message, raw or in one SNS envelope.',
    'The request could not be read.'
  ),
  invalid_message: describe(
    'backend',
    'The queue message lacks a readable reference, or a field has the wrong type or range.',
    'Send a message as described in the message contract.',
    'The request could not be read.'
  ),
  message_too_large: describe(
    'backend',
    'The queue message has more bytes than SQS_MAX_BODY_BYTES.',
    'Send the reference only; the boundary is fetched from the backend.',
    'The request is too large.'
  ),
  unsupported_version: describe(
    'backend',
    'The message names a version that this release does not read.',
    'Send version 1, or deploy a release that reads the new version first.',
    'The request could not be read.'
  ),
  conflicting_fields: describe(
    'backend',
    'Two names of the same field are in the message with different values.',
    'Send each fact once, under one of its names.',
    'The request could not be read.'
  ),
  too_deep: describe(
    'backend',
    'A JSON document nests arrays and objects more than 64 deep.',
    'Send the document with less nesting.',
    'The request could not be read.'
  ),
  duplicate_key: describe(
    'backend',
    'An object in a JSON document has the same key twice; readers differ in which one they take.',
    'Send each key of an object once.',
    'The request could not be read.'
  ),
  number_out_of_range: describe(
    'backend',
    'A number in a JSON document is too large to be kept exactly: an integer beyond 2^53, or infinite.',
    'Send the number as text, or check how it came about.',
    'The request could not be read.'
  ),
  illegal_character: describe(
    'backend',
    'Text in a JSON document holds a NUL character or half of a surrogate pair.',
    'Send text in well-formed UTF-8 without NUL characters.',
    'The request could not be read.'
  ),
  forbidden_key: describe(
    'backend',
    'An object in a JSON document has the key __proto__.',
    'Leave the key out.',
    'The request could not be read.'
  ),
  too_many_members: describe(
    'backend',
    'An object in a JSON document has more members than any document of the contract needs.',
    'Send only the members that the contract names.',
    'The request could not be read.'
  )
} as const satisfies Record<string, FailureDescription>
