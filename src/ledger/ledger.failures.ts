/**
 * The job is another worker's by now, or its lease could not be renewed in time. Nothing that this worker still
 * does to the job is written.
 */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'

  constructor(readonly jobKey: string) {
    super(`The lease of job ${jobKey} is lost`)
  }
}

/** The tables of the ledger are missing, or too old or too new for this release. */
export class LedgerSchemaUnfit extends Error {
  override readonly name = 'LedgerSchemaUnfit'
}
