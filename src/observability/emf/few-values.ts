const MOST_VALUES = 100

/**
 * A hundred values at most that stand for all: every one, then every second, every fourth and so on, and the largest.
 * CloudWatch takes a hundred values per metric and record.
 */
export class FewValues {
  private kept: number[] = []
  private seen = 0
  private stride = 1
  private largest = -Infinity

  add(value: number): void {
    this.largest = Math.max(this.largest, value)
    if (this.seen % this.stride === 0) this.keep(value)
    this.seen += 1
  }

  values(): readonly number[] {
    return this.kept.includes(this.largest) ? this.kept : [...this.kept, this.largest]
  }

  /** Leaves room for the largest. */
  private keep(value: number): void {
    if (this.kept.length === MOST_VALUES - 1) {
      this.kept = this.kept.filter((_, index) => index % 2 === 0)
      this.stride *= 2
      if (this.seen % this.stride !== 0) return
    }
    this.kept.push(value)
  }
}
