const GOOD_FOR_MS = 5000

/** Asks a question at most once in 5 s while the answer is good, and every time while it is not. */
export class KeptAnswer {
  private goodUntilMs = -Infinity

  constructor(
    private readonly ask: () => Promise<void>,
    private readonly now: () => number = () => performance.now()
  ) {}

  /** @throws what the question throws */
  async isGood(): Promise<boolean> {
    if (this.now() < this.goodUntilMs) return true
    await this.ask()
    this.goodUntilMs = this.now() + GOOD_FOR_MS
    return true
  }
}
