import { byCodePoint } from '../../code-point-order'

/** How many members each group has, sorted by the texts that make a group, one after the other. */
export function countedGroups<T extends object>(
  members: readonly T[],
  textsOf: (member: T) => readonly string[]
): (T & { readonly FREQUENCY: number })[] {
  const groups = new Map<string, { member: T; count: number }>()
  for (const member of members) {
    // Sorts as its texts do one after the other: U+0000 is in none of them and before everything.
    const key = textsOf(member).join('\0')
    groups.set(key, { member, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, { member, count }]) => ({ ...member, FREQUENCY: count }))
}
