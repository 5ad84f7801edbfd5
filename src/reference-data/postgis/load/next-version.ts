/** Versions of a layer that are kept; also the number of partitions of the cells. */
const SLOTS = 3

export interface NextVersion {
  readonly version: number
  /** Versions that stand in the slot of the new one and make way for it. */
  readonly removed: readonly number[]
}

/**
 * The number of the next version of a layer: one more than the highest, or the first after it whose slot (version
 * modulo 3) does not hold the active version.
 */
export function nextVersion(existing: readonly number[], active: number | undefined): NextVersion {
  let version = Math.max(0, ...existing) + 1
  if (active !== undefined && version % SLOTS === active % SLOTS) version += 1
  return { version, removed: existing.filter((old) => old % SLOTS === version % SLOTS) }
}
