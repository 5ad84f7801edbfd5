/** Versions of a layer that are kept; also the number of partitions of the pieces of a layer, and of the cells. */
const SLOTS = 3

export interface NextVersion {
  readonly version: number
  /** Versions that stand in the slot of the new one and make way for it. */
  readonly removed: readonly number[]
}

/**
 * The number of the next version of a layer: one more than the highest, or the first after it whose slot (version
 * modulo 3) holds no version that jobs may be reading. Undefined when they may be reading all three.
 */
export function nextVersion(existing: readonly number[], inUse: readonly number[]): NextVersion | undefined {
  const highest = Math.max(0, ...existing)
  const version = [1, 2, 3]
    .map((step) => highest + step)
    .find((candidate) => inUse.every((used) => used % SLOTS !== candidate % SLOTS))
  if (version === undefined) return undefined
  return { version, removed: existing.filter((old) => old % SLOTS === version % SLOTS) }
}
