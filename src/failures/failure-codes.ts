import { BACKEND_CODES } from './codes/backend-codes'
import { FILE_CODES } from './codes/file-codes'
import { GEOMETRY_CODES } from './codes/geometry-codes'
import { MESSAGE_CODES } from './codes/message-codes'
import { OPERATION_CODES } from './codes/operation-codes'
import { ZIP_CODES } from './codes/zip-codes'

export type { FailureActor, FailureDescription } from './codes/failure-description'

/** Every code that a job can fail with: the one list; `docs/codes.md` is generated from it. */
export const FAILURE_CODES = {
  ...MESSAGE_CODES,
  ...BACKEND_CODES,
  ...FILE_CODES,
  ...ZIP_CODES,
  ...GEOMETRY_CODES,
  ...OPERATION_CODES
} as const

export type FailureCode = keyof typeof FAILURE_CODES
