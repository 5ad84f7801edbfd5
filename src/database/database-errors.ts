import { DatabaseError } from 'pg'
import { DatabaseUnavailable } from './database.failures'

/** Connection exceptions, exhausted resources, operator intervention (time-out, shutdown), lost transactions. */
const PASSING_CLASSES = new Set(['08', '53', '57', '40'])
const QUERY_CANCELED = '57014'
/** The schema or a table of it is not there: nothing was ever loaded. */
const NO_SCHEMA = new Set(['3F000', '42P01'])

/**
 * Gives an error of a statement its meaning: the database did not answer (worth a retry), or the statement is
 * wrong (a fault of this release).
 */
export function statementError(name: string, error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error))
  if (isFaultOfThisRelease(cause)) {
    return new Error(`Question "${name}" failed: ${cause.message}`, { cause })
  }
  const unavailable = new DatabaseUnavailable(`question "${name}", ${cause.message}`, { cause })
  unavailable.isBlameless = isOutage(cause)
  return unavailable
}

/** A statement that took too long, or a transaction that lost, may be the job's own doing. */
function isOutage(cause: Error): boolean {
  if (!(cause instanceof DatabaseError)) return true
  return cause.code !== QUERY_CANCELED && !cause.code?.startsWith('40')
}

function isFaultOfThisRelease(cause: Error): boolean {
  if (cause instanceof DatabaseError) return !PASSING_CLASSES.has(cause.code?.slice(0, 2) ?? '')
  return cause instanceof TypeError || cause instanceof RangeError
}

export function isSchemaMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof DatabaseError && NO_SCHEMA.has(cause.code ?? '')
}
