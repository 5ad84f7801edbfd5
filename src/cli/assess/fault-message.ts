import { DatabaseUnavailable } from '../../database/database.failures'
import { ReferenceDataMissing } from '../../reference-data/reference-data.failures'

/** What ended a run, in one line, with what to do about it. */
export function faultMessage(error: unknown): string {
  if (error instanceof ReferenceDataMissing)
    return `${error.message} To load one: nrf data load <file> --layer ${error.layers[0]} --activate`
  if (error instanceof DatabaseUnavailable)
    return `${error.message}. Check that it runs, and DATABASE_URL or DB_*.`
  return error instanceof Error ? error.message : String(error)
}
