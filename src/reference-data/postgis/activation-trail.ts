/**
 * The way to the active version, earliest first: going back to a version forgets what came after it, so that a
 * second rollback goes further back instead of forward again.
 */
export function activationTrail(activated: readonly number[]): number[] {
  const trail: number[] = []
  for (const version of activated) {
    const index = trail.indexOf(version)
    if (index >= 0) trail.length = index
    trail.push(version)
  }
  return trail
}
