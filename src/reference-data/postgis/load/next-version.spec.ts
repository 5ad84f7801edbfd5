import { nextVersion } from './next-version'

describe('nextVersion', () => {
  it.each([
    ['starts with 1', [], [], 1, []],
    ['counts up while there is room', [1, 2], [2], 3, []],
    ['removes the oldest of three', [1, 2, 3], [3], 4, [1]],
    ['jumps over the place of the active version', [1, 2, 3], [1], 5, [2]],
    ['jumps over the place of a version that was active just now', [1, 2, 3], [1, 2], 6, [3]],
    ['goes on after a jump', [1, 5, 3], [5], 6, [3]],
    ['replaces an inactive first version', [1], [], 2, []]
  ])('%s', (_, existing, inUse, version, removed) => {
    expect(nextVersion(existing, inUse)).toEqual({ version, removed })
  })

  it('has no place when jobs may be reading all three', () => {
    expect(nextVersion([1, 2, 3], [1, 2, 3])).toBeUndefined()
  })

  it('never removes a version in use, and keeps at most three', () => {
    let existing: number[] = []
    for (let round = 0; round < 200; round += 1) {
      const inUse = existing.filter((_, index) => (round * 7 + index) % 3 > 0).slice(0, 2)

      const next = nextVersion(existing, inUse)

      for (const used of inUse) expect(next?.removed).not.toContain(used)
      expect(next?.version).toBeGreaterThan(Math.max(0, ...existing))
      existing = [...existing.filter((old) => !next?.removed.includes(old)), next!.version]
      expect(existing.length).toBeLessThanOrEqual(3)
    }
  })
})
