import type { Client } from 'pg'
import { parentOf, serverMs } from './processor-time'

/** What the database has done so far; two of them tell what one run cost. */
export interface DatabaseCost {
  /** Undefined where the server does not count them. */
  readonly statements: number | undefined
  /** Pages found in or brought into shared buffers; undefined as above. */
  readonly buffers: number | undefined
  readonly postgresMs: number
}

/** Reads the counters of one database by a connection to another, so that it does not count itself. */
export class CostMeter {
  private mostConnections = 0
  private sampling: NodeJS.Timeout | undefined

  private constructor(
    private readonly admin: Client,
    private readonly database: string,
    private readonly postmaster: number,
    private readonly countsStatements: boolean
  ) {}

  static async of(admin: Client, database: string, countsStatements: boolean): Promise<CostMeter> {
    const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    if (countsStatements) await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
    return new CostMeter(admin, database, parentOf(rows[0].pid), countsStatements)
  }

  async read(): Promise<DatabaseCost> {
    const postgresMs = serverMs(this.postmaster)
    if (!this.countsStatements) return { statements: undefined, buffers: undefined, postgresMs }
    const { rows } = await this.admin.query<{ statements: number; buffers: number }>(
      `SELECT coalesce(sum(calls), 0)::float8 AS statements,
         coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 AS buffers
       FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid WHERE datname = $1`,
      [this.database]
    )
    return { ...rows[0], postgresMs }
  }

  /** Calls and milliseconds of each statement since the last reset. */
  async statements(): Promise<readonly StatementCost[]> {
    if (!this.countsStatements) return []
    const { rows } = await this.admin.query<StatementCost>(
      `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS text, sum(calls)::float8 AS calls,
         sum(total_exec_time)::float8 AS "totalMs", sum(shared_blks_hit + shared_blks_read)::float8 AS buffers
       FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid WHERE datname = $1
       GROUP BY 1 ORDER BY 3 DESC`,
      [this.database]
    )
    return rows
  }

  async reset(): Promise<void> {
    if (this.countsStatements) await this.admin.query('SELECT pg_stat_statements_reset()')
  }

  watchConnections(everyMs: number): void {
    this.mostConnections = 0
    this.sampling = setInterval(() => void this.sampleConnections(), everyMs)
  }

  /** @returns the most connections that were seen at once */
  stopWatching(): number {
    clearInterval(this.sampling)
    return this.mostConnections
  }

  private async sampleConnections(): Promise<void> {
    const { rows } = await this.admin.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1',
      [this.database]
    )
    this.mostConnections = Math.max(this.mostConnections, rows[0].count)
  }
}

export interface StatementCost {
  readonly text: string
  readonly calls: number
  readonly totalMs: number
  readonly buffers: number
}
