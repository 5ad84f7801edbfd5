import { LeaseLost } from '../../src/ledger/ledger.failures'
import type { LeaseToken } from '../../src/ledger/job-ledger'
import type { HeldLease, LeaseKeeper } from '../../src/ledger/lease-keeper'

/** A worker stops itself this long after its last renewal, and its lease ends ten seconds later. */
const STOPS_AFTER_SECONDS = 35

interface Holding extends LeaseToken {
  readonly abort: AbortController
  renewedAt: number
}

/** One run of a worker that goes on only when it is told to, stands still for as long as you like, or is killed. */
export class SteppedWorker {
  /** Its process gets no time. */
  isStalled = false
  private waiting: (() => void) | undefined
  private isKilled = false
  private readonly holdings = new Set<Holding>()

  constructor(private readonly now: () => number) {}

  /** Leases on the clock of the test: renewed by `renew`, overdue by `watch`. */
  readonly leases: Pick<LeaseKeeper, 'hold'> = {
    hold: ({ jobKey, token }: LeaseToken): HeldLease => {
      const holding = { jobKey, token, abort: new AbortController(), renewedAt: this.now() }
      this.holdings.add(holding)
      return { signal: holding.abort.signal, letGo: () => this.holdings.delete(holding) }
    }
  }

  /** A copy of a port whose calls begin, and return, only when the worker is told to go on. */
  stepped<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return (...values: unknown[]) => {
          const isCall = CALLS.has(String(name))
          return isCall ? this.call(() => member.apply(target, values), values) : member.apply(target, values)
        }
      }
    })
  }

  get canGoOn(): boolean {
    return this.waiting !== undefined && !this.isKilled && !this.isStalled
  }

  goOn(): void {
    const resume = this.waiting
    this.waiting = undefined
    resume?.()
  }

  kill(): void {
    this.isKilled = true
    this.holdings.clear()
  }

  /** Its heartbeat; a killed worker has none. */
  async renew(renew: (tokens: readonly LeaseToken[]) => Promise<LeaseToken[]>): Promise<void> {
    for (const holding of this.holdings) {
      const kept = await renew([holding])
      if (kept.length > 0) holding.renewedAt = this.now()
      else holding.abort.abort(new LeaseLost(holding.jobKey))
    }
  }

  /** Stops what has not been renewed in time. */
  watch(): void {
    for (const { abort, renewedAt, jobKey } of this.holdings) {
      if (this.now() - renewedAt > STOPS_AFTER_SECONDS) abort.abort(new LeaseLost(jobKey))
    }
  }

  private async call(operation: () => unknown, values: readonly unknown[]): Promise<unknown> {
    await this.step()
    values.filter((value) => value instanceof AbortSignal).forEach((signal) => signal.throwIfAborted())
    const [outcome] = await Promise.allSettled([operation()])
    await this.step()
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  }

  private step(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = resolve
    })
  }
}

/** What leaves the process; everything else takes no time. */
const CALLS: ReadonlySet<string> = new Set([
  'claim',
  'commit',
  'finish',
  'beginEffect',
  'endEffect',
  'condemn',
  'release',
  'cancel',
  'takeDue',
  'fetch',
  'deliver',
  'send',
  'find'
])
