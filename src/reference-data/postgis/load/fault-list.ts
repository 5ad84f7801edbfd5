const MOST_LISTED = 50

/** Collects every fault of a file; keeps the first ones and counts the rest. */
export class FaultList {
  private readonly listed: string[] = []
  private total = 0

  add(fault: string): void {
    this.addMany([fault], 1)
  }

  /** Faults that were counted elsewhere: the first of them, and how many there are. */
  addMany(first: readonly string[], total: number): void {
    this.listed.push(...first.slice(0, MOST_LISTED - this.listed.length))
    this.total += total
  }

  get faults(): readonly string[] {
    return this.listed
  }

  get count(): number {
    return this.total
  }
}
