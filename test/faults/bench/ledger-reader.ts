import { Client } from 'pg'
import type { LedgerEffect, LedgerJob } from '../history/check-history'

const FINAL_JOBS = ['completed', 'dead', 'cancelled', 'quarantined']
const FINAL_EFFECTS = ['sent', 'failed', 'held']

/** The ledger's tables, read past the workers. */
export class LedgerReader {
  private constructor(
    private readonly client: Client,
    private readonly isKept: boolean
  ) {}

  static async open(databaseUrl: string): Promise<LedgerReader> {
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    const { rows } = await client.query<{ isKept: boolean }>(
      `SELECT to_regclass('worker.job') IS NOT NULL AS "isKept"`
    )
    return new LedgerReader(client, rows[0].isKept)
  }

  /** Undefined where no ledger is kept. */
  async jobs(): Promise<LedgerJob[] | undefined> {
    if (!this.isKept) return undefined
    const { rows } = await this.client.query<LedgerJob>(
      `SELECT reference, state, coalesce(lease_until > now(), false) AS "isLeased" FROM worker.job ORDER BY job_key`
    )
    return rows
  }

  async effects(): Promise<LedgerEffect[]> {
    if (!this.isKept) return []
    const { rows } = await this.client.query<LedgerEffect>(
      `SELECT j.reference, e.effect, e.state, e.not_before AS "notBefore"
       FROM worker.effect e JOIN worker.job j USING (job_key) ORDER BY e.job_key, e.effect`
    )
    return rows
  }

  /** Jobs and effects that somebody still has to work on. */
  async openCount(): Promise<number> {
    if (!this.isKept) return 0
    const { rows } = await this.client.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM worker.job WHERE state <> ALL ($1::text[]))::int
            + (SELECT count(*) FROM worker.effect WHERE state <> ALL ($2::text[]))::int AS open`,
      [FINAL_JOBS, FINAL_EFFECTS]
    )
    return rows[0].open
  }

  /** Sessions of this database, without this one. */
  async sessionCount(): Promise<number> {
    const { rows } = await this.client.query<{ sessions: number }>(
      `SELECT count(*)::int AS sessions FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
    )
    return rows[0].sessions
  }

  close(): Promise<void> {
    return this.client.end()
  }
}
