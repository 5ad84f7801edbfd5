import type { OnApplicationShutdown } from '@nestjs/common'
import { BackendAvailability } from '../backend-availability'
import { BackendBadResponse, BackendUnauthorised, BackendUnavailable } from '../backend.failures'

/** Asks whether the backend is there at all, or, for `key`, whether it takes the key for this reference. */
export type AskBackend = (question: 'health' | 'key', reference: string) => Promise<boolean>

export interface BreakerTiming {
  /** Milliseconds before the first question of an outage; doubled up to the cap. */
  readonly baseMs: number
  readonly capMs: number
}

const BREAKER_TIMING: BreakerTiming = { baseMs: 1000, capMs: 15_000 }

interface Outage {
  readonly reason: string
  readonly question: 'health' | 'key'
  readonly reference: string
  readonly since: Date
  delayMs: number
}

/**
 * Tells an outage of the backend from a failure of one call by asking a plain question at once. During an outage it
 * goes on asking, so that nobody has to spend a job on finding out.
 */
export class BackendBreaker extends BackendAvailability implements OnApplicationShutdown {
  private outage: Outage | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly ask: AskBackend,
    private readonly timing: BreakerTiming = BREAKER_TIMING
  ) {
    super()
  }

  override isAvailable(): boolean {
    return this.outage === undefined
  }

  override detail(): string {
    if (this.outage === undefined) return 'The backend answers'
    return `No use of the backend since ${this.outage.since.toISOString()}: ${this.outage.reason}`
  }

  /** A call came through. */
  noteAnswer(): void {
    this.outage = undefined
    clearTimeout(this.timer)
  }

  /** @returns whether the failure of a call is an outage, which is no fault of its job */
  async judge(failure: unknown, reference: string): Promise<boolean> {
    const question = questionFor(failure)
    if (question === undefined) return false
    if (this.outage !== undefined) return true
    if (await this.ask(question, reference)) return false
    this.begin(failure, question, reference)
    return true
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer)
  }

  private begin(failure: unknown, question: Outage['question'], reference: string): void {
    const reason = failure instanceof Error ? failure.message : String(failure)
    this.outage ??= { reason, question, reference, since: new Date(), delayMs: this.timing.baseMs }
    this.scheduleQuestion(this.outage)
  }

  private scheduleQuestion(outage: Outage): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.askAgain(outage), outage.delayMs)
    outage.delayMs = Math.min(this.timing.capMs, outage.delayMs * 2)
  }

  private async askAgain(outage: Outage): Promise<void> {
    const isOver = await this.ask(outage.question, outage.reference)
    if (this.outage !== outage) return
    if (isOver) this.noteAnswer()
    else this.scheduleQuestion(outage)
  }
}

function questionFor(failure: unknown): Outage['question'] | undefined {
  if (failure instanceof BackendUnauthorised) return 'key'
  const isOutOfReach = failure instanceof BackendUnavailable || failure instanceof BackendBadResponse
  return isOutOfReach ? 'health' : undefined
}
