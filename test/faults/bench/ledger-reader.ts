import { Client } from 'pg'
import type { LedgerEffect, LedgerJob } from '../history/check-history'

const FINAL_JOBS = ['completed', 'dead', 'cancelled']
/** An effect that nobody will touch during a run: ended, or held for long, as until the next day of a daily limit. */
const AT_REST = `(e.state IN ('sent', 'failed') OR e.state = 'held' AND e.not_before > now() + interval '2 minutes')`
/** State of a job; one whose effects are all at rest is what it will be when the last one is due. */
const STATE = `CASE WHEN j.state = 'committed' AND NOT EXISTS (
    SELECT FROM worker.effect e WHERE e.job_key = j.job_key AND NOT ${AT_REST}
  ) THEN j.verdict ELSE j.state END`

/** The ledger's tables, read past the workers. */
export class LedgerReader {
  private constructor(private readonly client: Client) {}

  static async open(databaseUrl: string): Promise<LedgerReader> {
    const client = new Client({ connectionString: databaseUrl })
    await client.connect()
    return new LedgerReader(client)
  }

  async jobs(): Promise<LedgerJob[]> {
    const { rows } = await this.client.query<LedgerJob>(
      `SELECT j.reference, ${STATE} AS state, coalesce(j.lease_until > now(), false) AS "isLeased"
       FROM worker.job j ORDER BY j.job_key`
    )
    return rows
  }

  async effects(): Promise<LedgerEffect[]> {
    const { rows } = await this.client.query<LedgerEffect>(
      `SELECT j.reference, e.effect, e.state, e.not_before AS "notBefore"
       FROM worker.effect e JOIN worker.job j USING (job_key) ORDER BY e.job_key, e.effect`
    )
    return rows
  }

  /** Jobs and effects that somebody still has to work on. */
  async openCount(): Promise<number> {
    const { rows } = await this.client.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM worker.job j WHERE ${STATE} <> ALL ($1::text[]))::int
            + (SELECT count(*) FROM worker.effect e WHERE NOT ${AT_REST})::int AS open`,
      [FINAL_JOBS]
    )
    return rows[0].open
  }

  /** Sessions of every worker, by its name. */
  async sessionCounts(): Promise<Map<string, number>> {
    const { rows } = await this.client.query<{ name: string; sessions: number }>(
      `SELECT application_name AS name, count(*)::int AS sessions FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'worker-%' AND backend_type = 'client backend'
       GROUP BY application_name`
    )
    return new Map(rows.map(({ name, sessions }) => [name, sessions]))
  }

  /** E-mails that were accepted long ago and that nobody has asked about since. */
  async unfollowedCount(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM worker.effect
       WHERE effect LIKE 'email%' AND updated_at < now() - interval '10 minutes'`
    )
    return rows[0].count
  }

  /** Version of the schema and of the oldest reader. */
  async schemaVersions(): Promise<readonly [number, number]> {
    const { rows } = await this.client.query<{ version: number; oldest_reader: number }>(
      'SELECT version, oldest_reader FROM worker.ledger_schema'
    )
    return [rows[0].version, rows[0].oldest_reader]
  }

  /** Changes what the ledger holds, past the workers. */
  async change(sql: string): Promise<void> {
    await this.client.query(sql)
  }

  close(): Promise<void> {
    return this.client.end()
  }
}
