import { createHash, randomBytes } from 'node:crypto'
import { TypeOverrides } from 'pg'
import type { PoolClient } from 'pg'
import { statementError } from './database-errors'
import { Database } from './database'
import { Semaphore } from './semaphore'

export interface Statement {
  readonly name: string
  readonly text: string
}

/** The server ends a statement first; this ends it where the server cannot (embedded database, dead network). */
const CLIENT_GRACE_MS = 2_000
const INT8 = 20
const NUMERIC = 1700
const PROCESS_TAG = randomBytes(3).toString('hex')

/** Runs single statements, prepared once per connection; `turns` bounds how many of them run at once. */
export class StatementRunner {
  constructor(
    private readonly database: Database,
    private readonly turns: Semaphore
  ) {}

  /** For questions that take long: one connection of the pool is always left for the others. */
  static leavingOneFree(database: Database): StatementRunner {
    return new StatementRunner(database, new Semaphore(Math.max(1, database.options.maxConnections - 1)))
  }

  /** For short statements that must not queue behind long ones. */
  static onAnyConnection(database: Database): StatementRunner {
    return new StatementRunner(database, new Semaphore(database.options.maxConnections))
  }

  /**
   * @throws DatabaseUnavailable when the database is away or too slow
   * @throws the reason of the signal when aborted; the connection is destroyed, which ends the statement
   */
  async run<Row>(statement: Statement, values: readonly unknown[], signal: AbortSignal): Promise<Row[]> {
    const release = await this.turns.acquire(signal)
    try {
      const client = await this.database.connection()
      return await this.runOn<Row>(client, { statement, values, signal })
    } finally {
      release()
    }
  }

  private async runOn<Row>(
    client: PoolClient,
    task: { statement: Statement; values: readonly unknown[]; signal: AbortSignal }
  ): Promise<Row[]> {
    const { statement, values, signal } = task
    let isReleased = false
    const give = (broken?: Error | boolean): void => {
      if (!isReleased) client.release(broken)
      isReleased = true
    }
    const destroy = (): void => give(true)
    const timer = setTimeout(destroy, this.database.options.statementTimeoutMs + CLIENT_GRACE_MS)
    signal.addEventListener('abort', destroy, { once: true })
    try {
      signal.throwIfAborted()
      const name = preparedName(client, statement)
      const query = { name, text: statement.text, values: [...values], types: PLAIN_NUMBERS }
      const { rows } = await client.query(query)
      return rows
    } catch (error) {
      signal.throwIfAborted()
      throw statementError(statement.name, error)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', destroy)
      give()
    }
  }
}

const connectionTags = new WeakMap<PoolClient, string>()
let connectionCount = 0

/**
 * The embedded database shares one session among all clients, and with it the prepared names; a name therefore
 * carries the process, the connection and the text.
 */
function preparedName(client: PoolClient, { name, text }: Statement): string {
  let tag = connectionTags.get(client)
  if (!tag) {
    connectionCount += 1
    tag = `${PROCESS_TAG}_${connectionCount}`
    connectionTags.set(client, tag)
  }
  return `${name.slice(0, 30)}_${textDigest(text)}_${tag}`
}

const digests = new Map<string, string>()

function textDigest(text: string): string {
  let digest = digests.get(text)
  if (!digest) {
    digest = createHash('sha256').update(text).digest('hex').slice(0, 8)
    digests.set(text, digest)
  }
  return digest
}

function safeInteger(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

function safeNumeric(text: string): number | string {
  const value = Number(text)
  return text.replace(/\D/g, '').length <= 15 ? value : text
}

const PLAIN_NUMBERS = new TypeOverrides()
PLAIN_NUMBERS.setTypeParser(INT8, safeInteger)
PLAIN_NUMBERS.setTypeParser(NUMERIC, safeNumeric)
