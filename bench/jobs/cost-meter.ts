import type { Client } from 'pg'
import { BENCH_APPLICATION } from './bench-server'
import { parentOf, serverMs } from './processor-time'
import { costsByKind, type StatementCost, type StatementCosts } from './statement-kinds'

/** What the database has done so far; two of them tell what one run cost. */
export interface DatabaseCost {
  /** Pages found in or brought into shared buffers; undefined where the server does not count statements. */
  readonly buffers: number | undefined
  readonly postgresMs: number
}

/** Sessions that were seen while the meter watched. */
export interface SeenSessions {
  /** Most at once, of the worker. */
  readonly connections: number
  /** Work for other databases was seen: the server's processor time holds that too. */
  readonly othersWorked: boolean
}

/** Reads the counters of one database by a connection to another, so that it does not count itself. */
export class CostMeter {
  private seen: SeenSessions = { connections: 0, othersWorked: false }
  private sampling: NodeJS.Timeout | undefined
  private lastSample: Promise<void> = Promise.resolve()

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
    if (!this.countsStatements) return { buffers: undefined, postgresMs: serverMs(this.postmaster) }
    const { rows } = await this.admin.query<{ buffers: number }>(
      `SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 AS buffers
       FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid WHERE datname = $1`,
      [this.database]
    )
    return { ...rows[0], postgresMs: serverMs(this.postmaster) }
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

  /** Statements a job since the last reset; undefined where the server does not count them. */
  async statementsPerJob(jobs: number): Promise<StatementCosts | undefined> {
    return this.countsStatements ? costsByKind(await this.statements(), jobs) : undefined
  }

  async reset(): Promise<void> {
    if (this.countsStatements) await this.admin.query('SELECT pg_stat_statements_reset()')
  }

  watchSessions(everyMs: number): void {
    this.seen = { connections: 0, othersWorked: false }
    this.sampling = setInterval(() => {
      this.lastSample = this.lastSample.then(() => this.sampleSessions())
    }, everyMs)
  }

  async stopWatching(): Promise<SeenSessions> {
    clearInterval(this.sampling)
    await this.lastSample
    return this.seen
  }

  private async sampleSessions(): Promise<void> {
    const { rows } = await this.admin.query<{ own: number; others: number }>(
      `SELECT count(*) FILTER (WHERE datname = $1)::int AS own,
         count(*) FILTER (WHERE datname <> $1 AND state = 'active')::int AS others
       FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> $2`,
      [this.database, BENCH_APPLICATION]
    )
    const { connections, othersWorked } = this.seen
    this.seen = {
      connections: Math.max(connections, rows[0].own),
      othersWorked: othersWorked || rows[0].others > 0
    }
  }
}
