import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobOptions } from '../../config/config.tokens'
import { DatabaseUnavailable } from '../../database/database.failures'
import type { Statement, StatementRunner } from '../../database/statement-runner'
import type { FailureCode } from '../../failures/failure-codes'
import {
  isPost,
  JobLedger,
  type ClaimAnswer,
  type ClaimedJob,
  type ClaimRequest,
  type Condemnation,
  type EffectEnd,
  type EffectName,
  type FinalState,
  type JobCommit,
  type JobSummary,
  type LeaseToken,
  type Outbox,
  type QuarantinedMessage,
  type ReleaseRequest,
  type UnfollowedEmail
} from '../job-ledger'
import { LeaseLost } from '../ledger.failures'
import * as effectSql from './effect.statements'
import * as leaseSql from './lease.statements'
import * as upkeepSql from './upkeep.statements'

interface ClaimRow extends ClaimedJob {
  readonly state: string
  readonly isClaimed: boolean
  readonly isConflict: boolean
  readonly leaseSeconds: number
}

const RETRY_DELAYS_MS = [100, 400, 1600]
const BODY_DAYS = 7
const ROW_DAYS = 35
/** Notify's own schedule: an e-mail is delivered, or has failed, within minutes to days. */
const FOLLOW_EVERY_SECONDS = 600
const ROWS_PER_TRIM = 1000
const FINAL_STATES: readonly string[] = ['completed', 'dead', 'cancelled'] satisfies FinalState[]

/** The ledger in PostgreSQL: short statements on the shared pool, repeated while the database is away for a moment. */
export class PostgresJobLedger extends JobLedger {
  constructor(
    private readonly statements: StatementRunner,
    private readonly options: JobOptions
  ) {
    super()
  }

  override async claim(claim: ClaimRequest, signal: AbortSignal): Promise<ClaimAnswer> {
    const { jobKey, request, payloadHash, messageId, redrives } = claim
    const values = [
      jobKey,
      request.reference,
      JSON.stringify(request),
      payloadHash,
      messageId,
      request.traceId ?? null,
      redrives,
      randomUUID()
    ]
    const [row] = await this.run<ClaimRow>(leaseSql.CLAIM, [...values, ...this.leaseTimes()], signal)
    return answerOf(row)
  }

  override async renew(tokens: readonly LeaseToken[]): Promise<LeaseToken[]> {
    const keys = tokens.map(({ jobKey }) => jobKey)
    const numbers = tokens.map(({ token }) => token)
    return this.run<LeaseToken>(leaseSql.RENEW, [keys, numbers, ...this.leaseTimes()])
  }

  override async commit(token: LeaseToken, commit: JobCommit): Promise<EffectName[]> {
    const { verdict, errorCode = null, resultDigest, effects } = commit
    const [row] = await this.write<{ effects: EffectName[] }>(token, effectSql.COMMIT, [
      verdict,
      errorCode,
      resultDigest,
      ...this.leaseTimes(),
      effects.length === 0,
      effects.map(({ effect }) => effect),
      effects.map(({ idemKey }) => idemKey),
      effects.map(({ request }) => request),
      effects.map(({ state }) => state)
    ])
    return row.effects
  }

  override async finish(token: LeaseToken): Promise<void> {
    await this.write(token, effectSql.FINISH, [])
  }

  override async endEffect(token: LeaseToken, end: EffectEnd): Promise<void> {
    const statement = isPost(end.effect) ? effectSql.RESULT_DONE : effectSql.EMAIL_DONE
    await this.write(token, statement, [
      end.effect,
      end.state,
      end.externalId ?? null,
      end.detail ?? null,
      end.dueInSeconds ?? null,
      end.absentReads ?? null,
      end.next ?? null,
      end.job,
      ...this.leaseTimes()
    ])
  }

  override async beginEffect(token: LeaseToken, effect: EffectName): Promise<void> {
    await this.write(token, effectSql.BEGIN_EFFECT, [effect, ...this.leaseTimes()])
  }

  override async condemn(token: LeaseToken, { errorCode, detail, email }: Condemnation): Promise<boolean> {
    const values = [email?.effect ?? null, email?.idemKey ?? null, email?.request ?? null]
    const all = [errorCode, detail, ...this.leaseTimes(), ...values]
    const [{ isTold }] = await this.write<{ isTold: boolean }>(token, effectSql.CONDEMN, all)
    return isTold
  }

  override async release(token: LeaseToken, request: ReleaseRequest): Promise<void> {
    const { state, delaySeconds, errorCode = null } = request
    await this.write(token, leaseSql.RELEASE, [
      state,
      delaySeconds,
      this.options.sweepAfterSeconds,
      errorCode
    ])
  }

  override async cancel(token: LeaseToken, errorCode: FailureCode): Promise<void> {
    await this.write(token, effectSql.CANCEL, [errorCode])
  }

  override async quarantine(messageId: string, errorCode: FailureCode): Promise<void> {
    await this.run(upkeepSql.QUARANTINE, [messageId, errorCode])
  }

  override takeDue(limit: number): Promise<ClaimedJob[]> {
    return this.run<ClaimRow>(leaseSql.TAKE_DUE, [limit, randomUUID(), ...this.leaseTimes()]).then((rows) =>
      rows.map(jobOf)
    )
  }

  override takeUnfollowed(limit: number): Promise<UnfollowedEmail[]> {
    return this.run(upkeepSql.TAKE_UNFOLLOWED, [limit, FOLLOW_EVERY_SECONDS])
  }

  override async noteDelivery(email: UnfollowedEmail, deliveryStatus: string): Promise<void> {
    const { jobKey, effect, idemKey } = email
    await this.run(upkeepSql.NOTE_DELIVERY, [jobKey, effect, idemKey, deliveryStatus])
  }

  override async sendAgain({ jobKey, effect, idemKey }: UnfollowedEmail, nextKey: string): Promise<void> {
    await this.run(upkeepSql.SEND_AGAIN, [jobKey, effect, idemKey, nextKey])
  }

  override async trim(): Promise<number> {
    const [{ rows }] = await this.run<{ rows: number }>(upkeepSql.TRIM, [BODY_DAYS, ROW_DAYS, ROWS_PER_TRIM])
    return rows
  }

  override async erase(reference: string): Promise<number> {
    const [{ rows }] = await this.run<{ rows: number }>(upkeepSql.ERASE, [reference])
    return rows
  }

  override find(reference: string): Promise<JobSummary[]> {
    return this.run<JobSummary>(upkeepSql.FIND, [reference])
  }

  override summaries(jobKeys: readonly string[]): Promise<JobSummary[]> {
    return this.run<JobSummary>(upkeepSql.SUMMARIES, [jobKeys])
  }

  override quarantined(messageIds: readonly string[]): Promise<QuarantinedMessage[]> {
    return this.run<QuarantinedMessage>(upkeepSql.QUARANTINED, [messageIds])
  }

  override async outbox(): Promise<Outbox> {
    const [outbox] = await this.run<Outbox>(upkeepSql.OUTBOX, [])
    return outbox
  }

  private leaseTimes(): [number, number] {
    return [this.options.leaseSeconds, this.options.sweepAfterSeconds]
  }

  /** @throws LeaseLost when nothing was written */
  private async write<Row>(
    { jobKey, token }: LeaseToken,
    statement: Statement,
    values: readonly unknown[]
  ): Promise<Row[]> {
    const rows = await this.run<Row>(statement, [jobKey, token, ...values])
    if (rows.length === 0) throw new LeaseLost(jobKey)
    return rows
  }

  /** Every statement says the same when it is repeated, so one whose answer was lost is. */
  private async run<Row>(
    statement: Statement,
    values: readonly unknown[],
    signal: AbortSignal = new AbortController().signal
  ): Promise<Row[]> {
    for (const delayMs of RETRY_DELAYS_MS) {
      try {
        return await this.statements.run<Row>(statement, values, signal)
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error
        await sleep(delayMs, undefined, { signal })
      }
    }
    return this.statements.run<Row>(statement, values, signal)
  }
}

function answerOf(row: ClaimRow): ClaimAnswer {
  if (row.isConflict) return { kind: 'conflict' }
  if (row.isClaimed) return { kind: 'claimed', job: jobOf(row) }
  const state = FINAL_STATES.find((one): one is FinalState => one === row.state)
  if (state === undefined) return { kind: 'busy', retryAfterSeconds: row.leaseSeconds }
  return { kind: 'finished', state, errorCode: row.errorCode ?? undefined }
}

function jobOf({
  jobKey,
  token,
  request,
  attempt,
  crashes,
  verdict,
  errorCode,
  effects
}: ClaimRow): ClaimedJob {
  return {
    jobKey,
    token,
    request,
    attempt,
    crashes,
    verdict: verdict ?? undefined,
    errorCode: errorCode ?? undefined,
    effects
  }
}
