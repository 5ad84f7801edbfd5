import type { LedgerStanding, QueuePause, Standing } from './ledger-standing'

const GOOD_FOR_MS = 2000
/** Shorter than the patience of those who ask, so that the ledger's own words are told. */
const TIMEOUT_MS = 1500

/**
 * Asks the ledger for its standing, once for all who want to know: a good answer serves for 2 s, and a question that
 * is on its way is not asked a second time.
 */
export class LedgerWatch {
  private asking: Promise<Standing> | undefined
  private newest: Standing | undefined
  private goodUntilMs = -Infinity

  constructor(
    private readonly standing: Pick<LedgerStanding, 'ask'>,
    private readonly now: () => number = () => performance.now()
  ) {}

  /** What was known last; while the ledger does not answer, nobody can know better. */
  get pauses(): readonly QueuePause[] {
    return this.newest?.pauses ?? []
  }

  /** @throws LedgerSchemaUnfit, DatabaseUnavailable */
  async check(): Promise<Standing> {
    if (this.newest !== undefined && this.now() < this.goodUntilMs) return this.newest
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined
    })
    return this.asking
  }

  private async ask(): Promise<Standing> {
    this.newest = await this.standing.ask(AbortSignal.timeout(TIMEOUT_MS))
    this.goodUntilMs = this.now() + GOOD_FOR_MS
    return this.newest
  }
}
