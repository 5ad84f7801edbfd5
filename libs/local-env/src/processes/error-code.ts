import { types } from 'node:util'

/** Code of a system or database error, for example `ENOENT` or `57P03`. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof`: a test runner gives its specs another `Error` than Node's own modules have.
  const code = types.isNativeError(error) && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error)
}
