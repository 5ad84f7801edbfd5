import { isSchemaMissing } from '../../database/database-errors'
import type { StatementRunner } from '../../database/statement-runner'
import { LedgerSchemaUnfit } from '../ledger.failures'
import { LedgerStanding, type QueuePause, type Standing } from '../ledger-standing'
import * as sql from './standing.statements'

/** The version of schema `worker` that this code was written for. */
const SCHEMA_VERSION = 2

interface SchemaRow {
  readonly version: number
  readonly oldestReader: number
}

interface StandingRow extends SchemaRow {
  readonly pauses: readonly {
    readonly queue: string
    readonly reason: string | null
    readonly since: string
  }[]
}

/** The standing of a ledger in PostgreSQL. */
export class PostgresLedgerStanding extends LedgerStanding {
  constructor(private readonly statements: StatementRunner) {
    super()
  }

  override async ask(signal: AbortSignal): Promise<Standing> {
    const row = await this.read(signal)
    if (isFit(row)) return { schemaVersion: row.version, pauses: row.pauses.map(pauseOf) }
    const found = row === undefined ? 'none' : `${row.version}, readable from ${row.oldestReader}`
    throw new LedgerSchemaUnfit(
      `Schema "worker" is at version ${found}; this release needs version ${SCHEMA_VERSION}. Run Liquibase, or ` +
        'deploy the release that belongs to the schema.'
    )
  }

  override async jobsAtWork(signal: AbortSignal): Promise<number> {
    const [{ jobs }] = await this.statements.run<{ jobs: number }>(sql.AT_WORK, [], signal)
    return jobs
  }

  override async pause(queue: string, reason: string | undefined, signal: AbortSignal): Promise<boolean> {
    const rows = await this.statements.run(sql.PAUSE, [queue, reason ?? null], signal)
    return rows.length > 0
  }

  override async resume(queue: string, signal: AbortSignal): Promise<boolean> {
    const rows = await this.statements.run(sql.RESUME, [queue], signal)
    return rows.length > 0
  }

  /** An older schema lacks the pauses, and is asked again for what it has. */
  private async read(signal: AbortSignal): Promise<StandingRow | SchemaRow | undefined> {
    try {
      const [row] = await this.statements.run<StandingRow>(sql.STANDING, [], signal)
      return row
    } catch (error) {
      if (!isSchemaMissing(error)) throw error
    }
    return this.readVersion(signal)
  }

  private async readVersion(signal: AbortSignal): Promise<SchemaRow | undefined> {
    try {
      const [row] = await this.statements.run<SchemaRow>(sql.SCHEMA, [], signal)
      return row
    } catch (error) {
      if (isSchemaMissing(error)) return undefined
      throw error
    }
  }
}

function isFit(row: StandingRow | SchemaRow | undefined): row is StandingRow {
  if (row === undefined || !('pauses' in row)) return false
  return row.version >= SCHEMA_VERSION && row.oldestReader <= SCHEMA_VERSION
}

function pauseOf({ queue, reason, since }: StandingRow['pauses'][number]): QueuePause {
  return { queue, ...(reason === null ? {} : { reason }), since: new Date(since) }
}
