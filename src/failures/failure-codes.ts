import { BACKEND_CODES } from './codes/backend-codes'
import { describe, OUR_FAULT, type FailureDescription } from './codes/failure-description'
import { FILE_CODES } from './codes/file-codes'
import { GEOMETRY_CODES } from './codes/geometry-codes'
import { MESSAGE_CODES } from './codes/message-codes'
import { OPERATION_CODES } from './codes/operation-codes'
import { ZIP_CODES } from './codes/zip-codes'

export type { FailureActor, FailureDescription } from './codes/failure-description'

/** Every code of the service itself that a job can fail with; `docs/codes.md` is generated from it. */
export const FAILURE_CODES = {
  ...MESSAGE_CODES,
  ...BACKEND_CODES,
  ...FILE_CODES,
  ...ZIP_CODES,
  ...GEOMETRY_CODES,
  ...OPERATION_CODES
} as const

/** The type of an assessment, a colon, and the name under which it declares the failure. */
export type OwnFailureCode = `${string}:${string}`

/** Own codes of an assessment have a colon, so that they never meet those of the service. */
export type FailureCode = keyof typeof FAILURE_CODES | OwnFailureCode

export function isOwnCode(code: string): code is OwnFailureCode {
  return code.includes(':')
}

/** What a code means where the assessments are not at hand: for one of theirs, where it is described. */
export function describeCode(code: FailureCode): FailureDescription {
  if (!isOwnCode(code)) return FAILURE_CODES[code]
  const [type, name] = code.split(':')
  return describe(
    'developer',
    `The assessment "${type}" has declared it as "${name}".`,
    'Look it up in the folder of the assessment.',
    OUR_FAULT
  )
}
