import { Inject, Injectable, OnApplicationShutdown } from '@nestjs/common'
import type { Pool, PoolClient } from 'pg'
import { DataSource, EntityManager } from 'typeorm'
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver'
import { DATABASE_OPTIONS } from '../config/config.tokens'
import type { DatabaseOptions } from '../config/config.tokens'
import { DatabaseUnavailable } from './database.failures'
import { dataSourceOptions } from './data-source-options'

/**
 * The one pool of the process. It connects at the first use, so that the process starts while the database
 * is down, and tries again at the next use after a failure.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private opening?: Promise<DataSource>

  constructor(@Inject(DATABASE_OPTIONS) readonly options: DatabaseOptions) {}

  /** A connection of the pool; the caller releases it. */
  async connection(): Promise<PoolClient> {
    const source = await this.source()
    try {
      return await poolOf(source).connect()
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** Runs entity work in one transaction. */
  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const source = await this.source()
    return source.transaction(work)
  }

  /** Runs statements in one transaction on one connection; a failure rolls everything back. */
  async exclusively<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.connection()
    let broken: Error | undefined
    try {
      await client.query('BEGIN')
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      broken = await rollBack(client)
      throw error
    } finally {
      client.release(broken)
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const opening = this.opening
    this.opening = undefined
    if (!opening) return
    const [result] = await Promise.allSettled([opening])
    if (result.status === 'fulfilled') await result.value.destroy()
  }

  private source(): Promise<DataSource> {
    this.opening ??= this.open()
    return this.opening
  }

  private async open(): Promise<DataSource> {
    try {
      const source = await new DataSource(dataSourceOptions(this.options)).initialize()
      outliveCutConnections(poolOf(source))
      return source
    } catch (error) {
      this.opening = undefined
      throw unavailable(error)
    }
  }
}

function poolOf({ driver }: DataSource): Pool {
  if (!(driver instanceof PostgresDriver)) throw new Error('The data source is not PostgreSQL')
  const pool: Pool = driver.master
  return pool
}

/**
 * A connection that is cut while it is lent rejects its statement and emits `error` besides; without a listener that
 * would end the process. The first connection is older than this: it was made to open the pool.
 */
function outliveCutConnections(pool: Pool): void {
  const known = new WeakSet<PoolClient>()
  pool.on('acquire', (client) => {
    if (known.has(client)) return
    known.add(client)
    client.on('error', () => undefined)
  })
}

function unavailable(cause: unknown): DatabaseUnavailable {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
  const failure = new DatabaseUnavailable(`no connection, ${reason}`, { cause })
  failure.isBlameless = true
  return failure
}

/** @returns why the connection cannot be used again; the first error is the one to report */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  const [result] = await Promise.allSettled([client.query('ROLLBACK')])
  return result.status === 'rejected' ? new Error('Rollback failed', { cause: result.reason }) : undefined
}
