import fc from 'fast-check'

/** Values that programs trip over. */
const ODD_VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e999',
  '-1e999',
  '1e300',
  '5e-324',
  '9007199254740993',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"\\r\\n{\\"level\\":50}"',
  '"NRF-000001\\n"',
  '"../admin"',
  '"__proto__"',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '{"__proto__":{"isAdmin":true}}',
  '{"type":"Polygon"}',
  '{"type":"GeometryCollection","geometries":[]}'
]

const DEEPEST = 3_000
const WIDEST = 3_000

type Place = (count: number) => number

interface Change {
  readonly kind: 'replace' | 'leave out' | 'repeat' | 'nest' | 'widen' | 'cut' | 'byte' | 'insert'
  readonly at: number
  readonly value: string
  readonly size: number
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'leave out', 'repeat', 'nest', 'widen', 'cut', 'byte', 'insert'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  value: fc.oneof(
    fc.constantFrom(...ODD_VALUES),
    fc.double().map((number) => JSON.stringify(number) ?? 'NaN'),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text))
  ),
  size: fc.integer({ min: 1, max: DEEPEST })
})

/** Texts that were valid JSON of one of these values before a few changes; some are valid still. */
export function mutatedJson(bases: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .record({ base: fc.constantFrom(...bases), changes: fc.array(change, { maxLength: 4 }) })
    .map(({ base, changes }) => changes.reduce(applyChange, JSON.stringify(base)))
}

/** A value or member name with its quotes, or a number or word. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g

function applyChange(text: string, { kind, at, value, size }: Change): string {
  const pick: Place = (count) => Math.floor(at * count)
  const tokens = [...text.matchAll(TOKEN)]
  if (kind === 'cut') return text.slice(0, pick(text.length + 1))
  if (kind === 'byte' || tokens.length === 0) return withByte(text, pick(text.length), size)
  const token = tokens[pick(tokens.length)]
  const [before, after] = [text.slice(0, token.index), text.slice(token.index + token[0].length)]
  return before + changed(token[0], { kind, value, size }) + after
}

function changed(token: string, { kind, value, size }: Omit<Change, 'at'>): string {
  switch (kind) {
    case 'replace':
      return value
    case 'leave out':
      return ''
    case 'repeat':
      return `${token},${token}`
    case 'nest':
      return '['.repeat(size) + token + ']'.repeat(size)
    case 'widen':
      return `[${Array.from({ length: Math.min(size, WIDEST) }, () => token).join(',')}]`
    default:
      return `${token}${value}`
  }
}

function withByte(text: string, at: number, size: number): string {
  return text.slice(0, at) + String.fromCharCode(size % 128) + text.slice(at + 1)
}
