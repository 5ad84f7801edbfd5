/** Remembers the newest values that were added; the oldest are forgotten first. */
export class BoundedSet {
  private readonly values = new Set<string>()

  constructor(private readonly capacity: number) {}

  has(value: string): boolean {
    return this.values.has(value)
  }

  add(value: string): void {
    this.values.delete(value)
    this.values.add(value)
    const [oldest] = this.values
    if (this.values.size > this.capacity && oldest !== undefined) this.values.delete(oldest)
  }
}
