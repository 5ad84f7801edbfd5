/** The one seed of the sample district; another one gives another district. */
const SEED = 20261124

/** Pseudo-random numbers that are the same on every machine and every run (mulberry32). */
export class SeededRandom {
  private state: number

  private constructor(seed: number) {
    this.state = seed
  }

  /** One stream per purpose, so that a change of one layer leaves the others as they are. */
  static for(purpose: string): SeededRandom {
    let hash = SEED
    for (const character of purpose) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619)
    return new SeededRandom(hash)
  }

  /** At least 0, less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** Symmetric about zero. */
  sway(limit: number): number {
    return this.between(-limit, limit)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)]
  }
}
