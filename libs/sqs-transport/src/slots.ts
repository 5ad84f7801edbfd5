/** How many messages of one queue may be worked on at once. */
export class Slots {
  private taken = 0

  constructor(
    readonly total: number,
    private readonly onFree: () => void
  ) {}

  get free(): number {
    return this.total - this.taken
  }

  /** Takes up to `most` free slots and says how many. */
  reserve(most: number): number {
    const count = Math.min(most, this.free)
    this.taken += count
    return count
  }

  release(count = 1): void {
    this.taken = Math.max(0, this.taken - count)
    this.onFree()
  }
}
