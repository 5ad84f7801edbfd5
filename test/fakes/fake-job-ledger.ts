import type { FailureCode } from '../../src/failures/failure-codes'
import {
  JobLedger,
  type ClaimAnswer,
  type ClaimedJob,
  type ClaimRequest,
  type Condemnation,
  type EffectEnd,
  type EffectName,
  type EffectState,
  type FinalState,
  type JobCommit,
  type JobSummary,
  type LeaseToken,
  type Outbox,
  type QuarantinedMessage,
  type ReleaseRequest,
  type StoredRequest,
  type UnfollowedEmail,
  type Verdict
} from '../../src/ledger/job-ledger'
import { LeaseLost } from '../../src/ledger/ledger.failures'

interface EffectRow {
  readonly effect: EffectName
  idemKey: string
  generation: number
  deliveryStatus?: string
  changedAt: number
  /** Token under which it was intended. */
  readonly addedBy: number
  request: string
  state: EffectState
  tries: number
  absentReads: number
  dueAt: number
}

interface JobRow {
  readonly jobKey: string
  request: StoredRequest
  readonly payloadHash: string
  readonly firstSeenAt: Date
  readonly firstSeenAtSeconds: number
  readonly effects: EffectRow[]
  state: string
  verdict?: Verdict
  errorCode?: FailureCode
  resultDigest?: string
  attempt: number
  crashes: number
  deliveries: number
  interruptions: number
  redrives: number
  token: number
  leaseUntil: number | null
  sweepAt: number | null
  messageId: string | null
  finishedAt: Date | null
}

const ORDER: readonly EffectName[] = ['post_result', 'post_failure', 'email_completed', 'email_failed']

/** The ledger in memory, on a clock of its own. */
export class FakeJobLedger extends JobLedger {
  readonly setAside = new Map<string, FailureCode>()
  private readonly jobs = new Map<string, JobRow>()
  private nowSeconds = 0

  constructor(private readonly times = { leaseSeconds: 45, sweepAfterSeconds: 120 }) {
    super()
  }

  passSeconds(seconds: number): void {
    this.nowSeconds += seconds
  }

  override async claim(claim: ClaimRequest, signal: AbortSignal): Promise<ClaimAnswer> {
    signal.throwIfAborted()
    const row = this.jobs.get(claim.jobKey)
    if (row === undefined) return { kind: 'claimed', job: this.takeNew(claim) }
    row.deliveries += 1
    row.messageId = claim.messageId
    if (row.payloadHash !== claim.payloadHash) return { kind: 'conflict' }
    const isRedrive = row.state === 'dead' && claim.redrives > row.redrives
    row.redrives = Math.max(row.redrives, claim.redrives)
    if (isRedrive) reopen(row)
    if (row.finishedAt !== null) return { kind: 'finished', state: finalState(row), errorCode: row.errorCode }
    if (row.leaseUntil !== null && row.leaseUntil >= this.nowSeconds) {
      return { kind: 'busy', retryAfterSeconds: row.leaseUntil - this.nowSeconds }
    }
    return { kind: 'claimed', job: this.take(row) }
  }

  override async renew(tokens: readonly LeaseToken[]): Promise<LeaseToken[]> {
    return tokens
      .filter(({ jobKey, token }) => {
        const row = this.jobs.get(jobKey)
        return row !== undefined && row.token === token && row.leaseUntil !== null
      })
      .map(({ jobKey, token }) => {
        this.extend(this.jobs.get(jobKey)!)
        return { jobKey, token }
      })
  }

  override async commit(token: LeaseToken, commit: JobCommit): Promise<EffectName[]> {
    const row = this.owned(token)
    if (row.verdict !== undefined && row.resultDigest !== commit.resultDigest)
      throw new LeaseLost(token.jobKey)
    row.verdict = commit.verdict
    row.errorCode = commit.errorCode
    row.resultDigest = commit.resultDigest
    row.state = 'committed'
    for (const effect of commit.effects) this.add(row, effect)
    if (commit.effects.length === 0) this.end(row, commit.verdict)
    else this.extend(row)
    return row.effects.filter(({ addedBy }) => addedBy === token.token).map(({ effect }) => effect)
  }

  override async finish(token: LeaseToken): Promise<void> {
    const row = this.owned(token)
    this.end(row, row.verdict!)
  }

  override async beginEffect(token: LeaseToken, effect: EffectName): Promise<void> {
    const row = this.owned(token)
    begin(row, effect)
    this.extend(row)
  }

  override async endEffect(token: LeaseToken, end: EffectEnd): Promise<void> {
    const row = this.owned(token)
    const ended = row.effects.find(({ effect }) => effect === end.effect)
    if (ended !== undefined) {
      ended.state = end.state
      ended.changedAt = this.nowSeconds
      ended.absentReads = end.absentReads ?? 0
      ended.dueAt = this.nowSeconds + (end.dueInSeconds ?? 0)
    }
    if (end.next !== undefined) begin(row, end.next)
    if (end.job === 'continue') this.extend(row)
    else if (end.job === 'finish') this.end(row, row.verdict!)
    else this.free(row, end.dueInSeconds ?? 0)
  }

  override async condemn(token: LeaseToken, { errorCode, email }: Condemnation): Promise<boolean> {
    const row = this.owned(token)
    row.verdict = 'dead'
    row.errorCode = errorCode
    const kept = row.effects.filter(
      ({ effect, state }) => effect !== 'email_completed' || state !== 'pending'
    )
    row.effects.splice(0, row.effects.length, ...kept)
    const refused = row.effects.find(({ effect }) => effect === 'post_result')
    if (refused !== undefined) refused.state = 'failed'
    if (email !== undefined) this.add(row, { ...email, state: 'sending' })
    const isTold = row.effects.some(
      ({ effect, addedBy }) => effect === email?.effect && addedBy === token.token
    )
    if (isTold) this.extend(row)
    else this.end(row, 'dead')
    return isTold
  }

  override async release(token: LeaseToken, request: ReleaseRequest): Promise<void> {
    const row = this.owned(token)
    if (row.leaseUntil === null) throw new LeaseLost(token.jobKey)
    if (row.verdict === undefined) {
      row.state = request.state
      row.errorCode = request.errorCode
      if (request.state === 'interrupted') row.attempt -= 1
    }
    if (request.state === 'interrupted') row.interruptions += 1
    this.free(row, request.delaySeconds + this.times.sweepAfterSeconds)
  }

  override async cancel(token: LeaseToken, errorCode: FailureCode): Promise<void> {
    const row = this.owned(token)
    row.errorCode = errorCode
    this.end(row, 'cancelled')
  }

  override async quarantine(messageId: string, errorCode: FailureCode): Promise<void> {
    if (!this.setAside.has(messageId)) this.setAside.set(messageId, errorCode)
  }

  override async takeDue(limit: number): Promise<ClaimedJob[]> {
    const isDue = ({ sweepAt, leaseUntil }: JobRow): boolean =>
      sweepAt !== null && sweepAt <= this.nowSeconds && (leaseUntil === null || leaseUntil < this.nowSeconds)
    return [...this.jobs.values()]
      .filter(isDue)
      .slice(0, limit)
      .map((row) => this.take(row))
  }

  override async takeUnfollowed(limit: number): Promise<UnfollowedEmail[]> {
    const open = [...this.jobs.values()].flatMap((row) => row.effects.map((effect) => ({ row, effect })))
    return open
      .filter(({ effect }) => effect.effect.startsWith('email_') && effect.state === 'sent')
      .filter(({ effect }) => effect.deliveryStatus === undefined && this.nowSeconds - effect.changedAt > 600)
      .slice(0, limit)
      .map(({ row: { jobKey, request }, effect }) => {
        effect.changedAt = this.nowSeconds
        const { effect: name, idemKey, generation } = effect
        return { jobKey, reference: request.reference, effect: name, idemKey, generation }
      })
  }

  override async noteDelivery(email: UnfollowedEmail, deliveryStatus: string): Promise<void> {
    const found = this.emailOf(email)
    if (found !== undefined) found.effect.deliveryStatus = deliveryStatus
  }

  override async sendAgain(email: UnfollowedEmail, idemKey: string): Promise<void> {
    const found = this.emailOf(email)
    if (found === undefined || found.effect.request === '') return
    const { row, effect } = found
    Object.assign(effect, {
      state: 'pending',
      idemKey,
      generation: effect.generation + 1,
      absentReads: 0,
      dueAt: 0
    })
    row.state = 'committed'
    row.finishedAt = null
    row.sweepAt = this.nowSeconds
  }

  override async trim(): Promise<number> {
    return 0
  }

  override async erase(reference: string): Promise<number> {
    const ended = this.of(reference).filter(({ finishedAt }) => finishedAt !== null)
    for (const row of ended) {
      row.request = { ...row.request, submission: undefined }
      for (const effect of row.effects) effect.request = ''
    }
    return ended.length
  }

  override async find(reference: string): Promise<JobSummary[]> {
    return this.of(reference).map(summaryOf)
  }

  override async summaries(jobKeys: readonly string[]): Promise<JobSummary[]> {
    return [...this.jobs.values()].filter(({ jobKey }) => jobKeys.includes(jobKey)).map(summaryOf)
  }

  override async quarantined(messageIds: readonly string[]): Promise<QuarantinedMessage[]> {
    const firstSeenAt = new Date()
    return [...this.setAside].flatMap(([messageId, errorCode]) =>
      messageIds.includes(messageId) ? [{ messageId, errorCode, firstSeenAt }] : []
    )
  }

  override async outbox(): Promise<Outbox> {
    const open = [...this.jobs.values()].filter(({ sweepAt }) => sweepAt !== null)
    const pending = open.flatMap(({ effects, firstSeenAtSeconds }) =>
      effects.filter(({ state }) => state !== 'sent' && state !== 'failed').map(() => firstSeenAtSeconds)
    )
    const oldestSeconds = pending.length === 0 ? 0 : this.nowSeconds - Math.min(...pending)
    return { pending: pending.length, oldestSeconds }
  }

  private emailOf({ jobKey, effect: name, idemKey }: UnfollowedEmail) {
    const row = this.jobs.get(jobKey)
    const effect = row?.effects.find(
      (one) => one.effect === name && one.idemKey === idemKey && one.state === 'sent'
    )
    return row === undefined || effect === undefined ? undefined : { row, effect }
  }

  private of(reference: string): JobRow[] {
    return [...this.jobs.values()].filter(({ request }) => request.reference === reference)
  }

  private takeNew({ jobKey, request, payloadHash, messageId, redrives }: ClaimRequest): ClaimedJob {
    const row: JobRow = {
      jobKey,
      request,
      payloadHash,
      messageId,
      redrives,
      firstSeenAt: new Date(),
      firstSeenAtSeconds: this.nowSeconds,
      effects: [],
      state: 'leased',
      attempt: 0,
      crashes: 0,
      deliveries: 1,
      interruptions: 0,
      token: 0,
      leaseUntil: null,
      sweepAt: null,
      finishedAt: null
    }
    this.jobs.set(jobKey, row)
    return this.take(row)
  }

  private take(row: JobRow): ClaimedJob {
    row.token += 1
    if (row.leaseUntil !== null) row.crashes += 1
    if (row.verdict === undefined) {
      row.attempt += 1
      row.state = 'leased'
    }
    this.extend(row)
    const { jobKey, token, request, attempt, crashes, verdict, errorCode } = row
    const effects = verdict === undefined ? [] : ordered(row)
    return {
      jobKey,
      token,
      request,
      attempt,
      crashes,
      verdict,
      errorCode,
      effects: effects.map(({ effect, idemKey, request: body, state, tries, absentReads, dueAt }) => ({
        effect,
        idemKey,
        request: body,
        state,
        tries,
        absentReads,
        dueInSeconds: Math.max(0, dueAt - this.nowSeconds)
      }))
    }
  }

  private isKnown(row: JobRow, { effect, idemKey }: Pick<EffectRow, 'effect' | 'idemKey'>): boolean {
    return [...this.jobs.values()].some(({ effects }) =>
      effects.some((one) => one.idemKey === idemKey || (effects === row.effects && one.effect === effect))
    )
  }

  private add(row: JobRow, { effect, idemKey, request, state }: JobCommit['effects'][number]): void {
    const refused = row.effects.findIndex(
      (one) => one.effect === effect && one.state === 'failed' && one.addedBy < row.token
    )
    if (refused >= 0) row.effects.splice(refused, 1)
    if (this.isKnown(row, { effect, idemKey })) return
    const tries = state === 'sending' ? 1 : 0
    row.effects.push({
      effect,
      idemKey,
      request,
      state,
      tries,
      generation: 1,
      changedAt: this.nowSeconds,
      addedBy: row.token,
      absentReads: 0,
      dueAt: 0
    })
  }

  private owned({ jobKey, token }: LeaseToken): JobRow {
    const row = this.jobs.get(jobKey)
    if (row === undefined || row.token !== token) throw new LeaseLost(jobKey)
    return row
  }

  private extend(row: JobRow): void {
    row.leaseUntil = this.nowSeconds + this.times.leaseSeconds
    row.sweepAt = row.leaseUntil + this.times.sweepAfterSeconds
  }

  private free(row: JobRow, sweepInSeconds: number): void {
    row.leaseUntil = null
    row.sweepAt = this.nowSeconds + sweepInSeconds
  }

  private end(row: JobRow, state: FinalState): void {
    row.state = state
    row.finishedAt = new Date()
    row.leaseUntil = row.sweepAt = null
  }
}

function reopen(row: JobRow): void {
  row.state = 'leased'
  row.attempt = 0
  row.verdict = row.errorCode = undefined
  row.finishedAt = null
}

function summaryOf(row: JobRow): JobSummary {
  const { jobKey, request, state, attempt, deliveries, interruptions, redrives } = row
  const { errorCode = null, messageId: lastMessageId, firstSeenAt, finishedAt } = row
  return {
    jobKey,
    reference: request.reference,
    state,
    attempt,
    deliveries,
    interruptions,
    redrives,
    errorCode,
    traceId: request.traceId ?? null,
    lastMessageId,
    firstSeenAt,
    finishedAt,
    updatedAt: finishedAt ?? firstSeenAt,
    effects: ordered(row).map(({ effect, state: effectState, tries, request: body }) => ({
      effect,
      state: effectState,
      tries,
      isStored: body !== ''
    }))
  }
}

function finalState({ state }: JobRow): FinalState {
  return state === 'completed' || state === 'dead' ? state : 'cancelled'
}

function ordered({ effects }: JobRow): EffectRow[] {
  return effects.toSorted((one, other) => ORDER.indexOf(one.effect) - ORDER.indexOf(other.effect))
}

function begin(row: JobRow, name: EffectName): void {
  const effect = row.effects.find((one) => one.effect === name)
  if (effect === undefined) return
  Object.assign(effect, { state: 'sending', tries: effect.tries + 1, absentReads: 0, dueAt: 0 })
}
