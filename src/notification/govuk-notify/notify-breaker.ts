import type { EventLog } from '../../observability/log-events'
import type { Metrics } from '../../observability/metrics'
import { NotifierCondition, type NotifierTrouble } from '../notifier-condition'
import type { NotifyFailure } from './notify-failure'

type Kind = NotifyFailure['kind']

/** One request without an answer may be chance. */
const UNANSWERED_IN_A_ROW = 3
/** That Notify answers other questions says nothing about its limits. */
const LIMITS: ReadonlyMap<Kind, string> = new Map([
  ['rate-limited', 'minute'],
  ['daily-limit', 'day']
])

interface Outage extends NotifierTrouble {
  readonly kind: Kind
  /** On the wall clock, as Notify's own limits are. */
  readonly heldUntilMs: number
}

export interface Hold {
  readonly retryAfterSeconds: number
  readonly reason: string
}

/**
 * Knows whether Notify takes e-mails: after a refusal that holds for all of them none is tried until its time is
 * over, and what keeps Notify from answering is told once, when it begins and when it ends.
 */
export class NotifyBreaker extends NotifierCondition {
  private outage: Outage | undefined
  private unanswered = 0

  constructor(
    private readonly events: EventLog,
    private readonly metrics: Metrics,
    private readonly now: () => number = Date.now
  ) {
    super()
  }

  override trouble(): NotifierTrouble | undefined {
    if (this.outage === undefined || this.isOverdue(this.outage)) return undefined
    return { since: this.outage.since, reason: this.outage.reason }
  }

  /** A limit ends by the clock: a worker that has no e-mail afterwards, as another one sent those that waited, is well. */
  private isOverdue({ kind, heldUntilMs }: Outage): boolean {
    return LIMITS.has(kind) && heldUntilMs <= this.now()
  }

  /** What Notify would say to every e-mail; undefined when it has to be asked. */
  hold(): Hold | undefined {
    if (this.outage === undefined) return undefined
    const leftMs = this.outage.heldUntilMs - this.now()
    if (leftMs <= 0) return undefined
    return { retryAfterSeconds: Math.ceil(leftMs / 1000), reason: this.outage.reason }
  }

  /** Notify took an e-mail, or found something wrong with this one only. */
  noteTaken(): void {
    this.unanswered = 0
    this.end()
  }

  /** Notify answered a question. */
  noteAnswer(): void {
    this.unanswered = 0
    if (this.outage !== undefined && !LIMITS.has(this.outage.kind)) this.end()
  }

  /** @param holdSeconds for how long no other e-mail would fare better; an earlier refusal outlasts what follows */
  noteFailure(failure: NotifyFailure, holdSeconds = 0): void {
    const limit = LIMITS.get(failure.kind)
    if (limit !== undefined) this.metrics.count('NotifyRateLimited', { reason: limit })
    if (!this.isChance(failure) && this.hold() === undefined) this.begin(failure, holdSeconds)
  }

  private isChance({ kind }: NotifyFailure): boolean {
    if (kind !== 'unavailable') return false
    this.unanswered += 1
    return this.unanswered < UNANSWERED_IN_A_ROW
  }

  private begin({ kind, message: reason }: NotifyFailure, holdSeconds: number): void {
    const nowMs = this.now()
    const known = this.outage
    const since = known?.since ?? new Date(nowMs)
    this.outage = { kind, reason, since, heldUntilMs: nowMs + holdSeconds * 1000 }
    if (known !== undefined) return
    this.metrics.count('NotifyOutages', { reason: kind })
    this.events.warn('notify_degraded', { reason: kind }, `E-mails wait, jobs go on: ${reason}`)
  }

  private end(): void {
    if (this.outage === undefined) return
    const durationMs = this.now() - this.outage.since.getTime()
    this.outage = undefined
    this.events.info('notify_recovered', { durationMs }, 'E-mails go out again')
  }
}
