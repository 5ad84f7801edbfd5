/**
 * Order of two texts by Unicode code point, as SQL's "C" collation and Python sort them. JavaScript's `<` compares
 * UTF-16 units and differs beyond U+FFFF.
 */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
