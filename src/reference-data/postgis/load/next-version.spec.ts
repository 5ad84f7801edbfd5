import { nextVersion } from './next-version'

describe('nextVersion', () => {
  it.each([
    ['starts with 1', [], undefined, 1, []],
    ['counts up while there is room', [1, 2], 2, 3, []],
    ['removes the oldest of three', [1, 2, 3], 3, 4, [1]],
    ['jumps over the place of the active version', [1, 2, 3], 1, 5, [2]],
    ['goes on after a jump', [1, 5, 3], 5, 6, [3]],
    ['replaces an inactive first version', [1], undefined, 2, []]
  ])('%s', (_, existing, active, version, removed) => {
    expect(nextVersion(existing, active)).toEqual({ version, removed })
  })

  it('never removes the active or the newest version', () => {
    let existing: number[] = []
    for (let round = 0; round < 200; round += 1) {
      const active = existing.length > 0 ? existing[(round * 7) % existing.length] : undefined
      const newest = Math.max(0, ...existing)
      const mustStay = existing.length > 1 ? [active, newest] : [active]

      const { version, removed } = nextVersion(existing, active)

      for (const kept of mustStay) expect(removed).not.toContain(kept)
      expect(version).toBeGreaterThan(newest)
      existing = [...existing.filter((old) => !removed.includes(old)), version]
      expect(existing.length).toBeLessThanOrEqual(3)
    }
  })
})
