import { LedgerStanding, type QueuePause, type Standing } from '../../src/ledger/ledger-standing'

/** Standing of a ledger in memory that fits every release. */
export class FakeLedgerStanding extends LedgerStanding {
  /** Jobs that workers hold. */
  atWork = 0
  private readonly pauses = new Map<string, QueuePause>()

  override async ask(signal: AbortSignal): Promise<Standing> {
    signal.throwIfAborted()
    return { schemaVersion: 2, pauses: [...this.pauses.values()] }
  }

  override async jobsAtWork(): Promise<number> {
    return this.atWork
  }

  override async pause(queue: string, reason: string | undefined): Promise<boolean> {
    if (this.pauses.has(queue)) return false
    this.pauses.set(queue, { queue, ...(reason === undefined ? {} : { reason }), since: new Date() })
    return true
  }

  override async resume(queue: string): Promise<boolean> {
    return this.pauses.delete(queue)
  }
}
