import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { databaseOptionsFor } from '../../../test/builders/database-options'
import { everyJobLedger } from '../../../test/contract/job-ledger.contract'
import { openTestDatabase, type TestDatabase } from '../../../test/environment/test-database'
import type { JobOptions } from '../../config/config.tokens'
import { Database } from '../../database/database'
import { DatabaseUnavailable } from '../../database/database.failures'
import { Semaphore } from '../../database/semaphore'
import { StatementRunner, type Statement } from '../../database/statement-runner'
import { PostgresJobLedger } from './postgres-job-ledger'

const OPTIONS: JobOptions = {
  leaseSeconds: 45,
  maxAttempts: 3,
  retryBaseSeconds: 30,
  sweepEverySeconds: 30,
  sweepAfterSeconds: 120,
  effectSettleSeconds: 60
}
const { signal } = new AbortController()

describe('PostgresJobLedger', () => {
  let testDatabase: TestDatabase
  let database: Database
  let ledger: PostgresJobLedger

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    ledger = new PostgresJobLedger(StatementRunner.onAnyConnection(database), OPTIONS)
  })

  afterAll(async () => {
    await database?.onApplicationShutdown()
    await testDatabase?.close()
  })

  async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return database.exclusively(async (client) => (await client.query<Row>(text, values)).rows)
  }

  /** Moves every time that is stored into the past. */
  async function passSeconds(seconds: number): Promise<void> {
    await sql(
      `UPDATE worker.job SET lease_until = lease_until - make_interval(secs => $1),
         sweep_at = sweep_at - make_interval(secs => $1), finished_at = finished_at - make_interval(secs => $1),
         first_seen_at = first_seen_at - make_interval(secs => $1)`,
      [seconds]
    )
    await sql(
      `UPDATE worker.effect SET not_before = not_before - make_interval(secs => $1),
         updated_at = updated_at - make_interval(secs => $1)`,
      [seconds]
    )
  }

  everyJobLedger('PostgreSQL', () => ({ ledger, passSeconds }))

  const claimOf = (reference: string) => ({
    jobKey: `${reference}/*/1`,
    request: { reference, revision: 1, submission: 'details' },
    payloadHash: 'hash',
    messageId: 'message',
    redrives: 0
  })

  async function finishedJob(reference: string) {
    const answer = await ledger.claim(claimOf(reference), signal)
    if (answer.kind !== 'claimed') throw new Error(answer.kind)
    const effect = {
      effect: 'post_result',
      idemKey: randomUUID(),
      request: 'body',
      state: 'sending'
    } as const
    await ledger.commit(answer.job, { verdict: 'completed', resultDigest: 'digest', effects: [effect] })
    await ledger.endEffect(answer.job, { effect: 'post_result', state: 'sent', job: 'finish' })
  }

  const requestOf = (reference: string) =>
    sql<{ request: string | null; submission: string | null }>(
      `SELECT effect.request, job.request ->> 'submission' AS submission FROM worker.job LEFT JOIN worker.effect USING (job_key) WHERE reference = $1`,
      [reference]
    )

  it('keeps the exact bytes of a request for 7 days, and the row for 35', async () => {
    await finishedJob('NRF-700001')
    await ledger.trim()
    expect(await requestOf('NRF-700001')).toEqual([{ request: 'body', submission: 'details' }])
    await passSeconds(7 * 86_400 + 60)
    await ledger.trim()
    expect(await requestOf('NRF-700001')).toEqual([{ request: null, submission: null }])
    await passSeconds(28 * 86_400)
    await ledger.trim()
    expect(await requestOf('NRF-700001')).toEqual([])
  })

  it('erases the request of a finished job', async () => {
    await finishedJob('NRF-700002')
    await ledger.erase('NRF-700002')
    expect(await requestOf('NRF-700002')).toEqual([{ request: null, submission: null }])
  })

  /** Row versions written over others, all and those that no index had to be told of: of jobs, then of effects. */
  async function updates(client: PoolClient): Promise<number[]> {
    const { rows } = await client.query<{ numbers: number[] }>(
      `SELECT array_agg(number::int ORDER BY place, number DESC) AS numbers
       FROM unnest(ARRAY['worker.job', 'worker.effect']::regclass[]) WITH ORDINALITY AS ledger (name, place),
         unnest(ARRAY[pg_stat_get_xact_tuples_updated(name), pg_stat_get_xact_tuples_hot_updated(name)]) AS number`
    )
    return rows[0].numbers
  }

  it('tells no index of what changes before the job ends', async () => {
    const answer = await ledger.claim(claimOf('NRF-700004'), signal)
    if (answer.kind !== 'claimed') throw new Error(answer.kind)
    await database.exclusively(async (client) => {
      const own = new PostgresJobLedger(new OnOneClient(database, client), OPTIONS)
      const before = await updates(client)
      const since = async () => (await updates(client)).map((count, index) => count - before[index])
      const [post, email] = [
        { effect: 'post_result', idemKey: randomUUID(), request: 'body', state: 'sending' },
        { effect: 'email_completed', idemKey: randomUUID(), request: 'e-mail', state: 'pending' }
      ] as const
      await own.commit(answer.job, { verdict: 'completed', resultDigest: 'digest', effects: [post, email] })
      await own.endEffect(answer.job, {
        effect: 'post_result',
        state: 'sent',
        next: 'email_completed',
        job: 'continue'
      })
      expect(await since()).toEqual([2, 2, 2, 2])

      await own.endEffect(answer.job, { effect: 'email_completed', state: 'sent', job: 'finish' })
      expect(await since()).toEqual([3, 2, 3, 3])
    })
  })

  it('finds its own lease when the answer to a claim was lost', async () => {
    const deaf = new AnswersOnceTooLate(database)
    const forgetful = new PostgresJobLedger(deaf, OPTIONS)
    expect(await forgetful.claim(claimOf('NRF-700003'), signal)).toMatchObject({
      kind: 'claimed',
      job: { attempt: 1, token: 1 }
    })
    expect(deaf.lost).toBe(1)
  })
})

/** The first statement is done, but its answer never arrives. */
class AnswersOnceTooLate extends StatementRunner {
  lost = 0

  constructor(database: Database) {
    super(database, new Semaphore(1))
  }

  override async run<Row>(...[statement, values, stop]: Parameters<StatementRunner['run']>): Promise<Row[]> {
    const rows = await super.run<Row>(statement, values, stop)
    if (this.lost > 0) return rows
    this.lost += 1
    throw new DatabaseUnavailable('the answer was lost')
  }
}

/** Every statement in the transaction that somebody holds. */
class OnOneClient extends StatementRunner {
  constructor(
    database: Database,
    private readonly client: PoolClient
  ) {
    super(database, new Semaphore(1))
  }

  override async run<Row>({ text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    return (await this.client.query(text, [...values])).rows
  }
}
