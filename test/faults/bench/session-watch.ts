import { setTimeout as sleep } from 'node:timers/promises'
import { LedgerReader } from './ledger-reader'

const LOOK_EVERY_MS = 50

/** Looks at the sessions of the database, again and again, for the most that one worker has. */
export class SessionWatch {
  /** Most sessions of one worker at the same time. */
  most = 0
  looks = 0
  private isStopped = false
  private readonly running: Promise<void>

  private constructor(private readonly ledger: LedgerReader) {
    this.running = this.lookAgainAndAgain()
    // It is awaited in stop(); a case that fails before that has its own error.
    this.running.catch(() => undefined)
  }

  static async begin(databaseUrl: string): Promise<SessionWatch> {
    return new SessionWatch(await LedgerReader.open(databaseUrl))
  }

  /** @throws what a look has thrown */
  async stop(): Promise<void> {
    this.isStopped = true
    await this.running
  }

  private async lookAgainAndAgain(): Promise<void> {
    while (!this.isStopped) {
      const counts = await this.ledger.sessionCounts()
      this.most = Math.max(this.most, ...counts.values())
      this.looks += 1
      await sleep(LOOK_EVERY_MS)
    }
    await this.ledger.close()
  }
}
