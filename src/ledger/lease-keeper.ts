import type { BeforeApplicationShutdown } from '@nestjs/common'
import type { JobOptions } from '../config/config.tokens'
import type { EventLog } from '../observability/log-events'
import type { JobLedger, LeaseToken } from './job-ledger'
import { LeaseLost } from './ledger.failures'

/** The worker stops this long before its lease ends: what it has on the wire is over by then. */
const MARGIN_SECONDS = 10

/** A lease that is renewed until it is let go. */
export interface HeldLease {
  /** Aborted with LeaseLost when the job is no longer this worker's. */
  readonly signal: AbortSignal
  letGo(): void
}

interface Holding extends LeaseToken {
  readonly abort: AbortController
  renewedAtMs: number
}

/** Renews the leases of all running jobs with one statement, and stops the jobs whose lease cannot be kept. */
export class LeaseKeeper implements BeforeApplicationShutdown {
  private readonly held = new Map<string, Holding>()
  private renewTimer: NodeJS.Timeout | undefined
  private watchTimer: NodeJS.Timeout | undefined
  private renewing: Promise<void> | undefined

  constructor(
    private readonly ledger: JobLedger,
    private readonly options: Pick<JobOptions, 'leaseSeconds'>,
    private readonly events: EventLog
  ) {}

  /** @param claimedAtMs on the monotonic clock, from before the claim was sent */
  hold({ jobKey, token }: LeaseToken, claimedAtMs: number): HeldLease {
    const holding = { jobKey, token, abort: new AbortController(), renewedAtMs: claimedAtMs }
    this.held.set(jobKey, holding)
    this.keepTimers()
    return { signal: holding.abort.signal, letGo: () => this.letGo(holding) }
  }

  beforeApplicationShutdown(): void {
    this.held.clear()
    this.keepTimers()
  }

  private letGo(holding: Holding): void {
    if (this.held.get(holding.jobKey) === holding) this.held.delete(holding.jobKey)
    this.keepTimers()
  }

  private keepTimers(): void {
    if (this.held.size === 0) {
      clearInterval(this.renewTimer)
      clearInterval(this.watchTimer)
      this.renewTimer = this.watchTimer = undefined
      return
    }
    const leaseMs = this.options.leaseSeconds * 1000
    this.renewTimer ??= setInterval(() => this.renew(), leaseMs / 3)
    this.watchTimer ??= setInterval(() => this.stopOverdue(), Math.min(1000, leaseMs / 10))
  }

  private renew(): void {
    this.renewing ??= this.renewAll().finally(() => {
      this.renewing = undefined
    })
  }

  private async renewAll(): Promise<void> {
    const holdings = [...this.held.values()]
    const askedAtMs = performance.now()
    try {
      const kept = await this.ledger.renew(holdings)
      const keptKeys = new Set(kept.map(({ jobKey, token }) => `${jobKey} ${token}`))
      for (const holding of holdings) {
        if (keptKeys.has(`${holding.jobKey} ${holding.token}`)) holding.renewedAtMs = askedAtMs
        else this.lose(holding)
      }
    } catch (error) {
      this.events.error('heartbeat_failed', { error }, `${holdings.length} leases could not be renewed`)
    }
  }

  private stopOverdue(): void {
    const { leaseSeconds } = this.options
    const limitMs = (leaseSeconds - Math.min(MARGIN_SECONDS, leaseSeconds / 4)) * 1000
    const now = performance.now()
    for (const holding of this.held.values()) {
      if (now - holding.renewedAtMs > limitMs) this.lose(holding)
    }
  }

  /** One that was let go meanwhile is nobody's loss. */
  private lose(holding: Holding): void {
    if (this.held.get(holding.jobKey) !== holding) return
    this.letGo(holding)
    this.events.warn(
      'lease_lost',
      { reason: holding.jobKey },
      'The job is stopped: its lease could not be kept'
    )
    holding.abort.abort(new LeaseLost(holding.jobKey))
  }
}
