/** How many messages of one queue may be worked on at once. */
export class Slots {
  private taken = 0

  constructor(
    readonly total: number,
    private readonly onFree: () => void
  ) {}

  get free(): number {
    return Math.max(0, this.total - this.taken)
  }

  /** Takes up to `most` free slots and says how many. */
  reserve(most: number): number {
    const count = Math.min(most, this.free)
    this.taken += count
    return count
  }

  /** Gives back what a receive had reserved and did not use. One that brought more than was asked for takes more. */
  settle(reserved: number, used: number): void {
    this.taken += used - reserved
    this.onFree()
  }

  release(): void {
    this.taken -= 1
    this.onFree()
  }
}
