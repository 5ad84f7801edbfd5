import { BoundedMap } from './bounded-map'

/** Remembers the newest values that were added; the oldest are forgotten first. */
export class BoundedSet {
  private readonly values: BoundedMap<true>

  constructor(capacity: number) {
    this.values = new BoundedMap(capacity)
  }

  has(value: string): boolean {
    return this.values.has(value)
  }

  add(value: string): void {
    this.values.set(value, true)
  }
}
