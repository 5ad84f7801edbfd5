import fc from 'fast-check'
import { JsonRefused, parseStrictJson } from '.'

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  'u0',
  'd8',
  '1',
  'e9',
  '-',
  '.',
  't',
  '\u0000',
  'é',
  '"a":',
  '\\"'
]

function refusalOf(source: string | Uint8Array, limits = {}): JsonRefused | undefined {
  try {
    parseStrictJson(source, limits)
    return undefined
  } catch (error) {
    if (error instanceof JsonRefused) return error
    throw error
  }
}

const codeOf = (source: string | Uint8Array): string => refusalOf(source)?.code ?? 'read'

describe('parseStrictJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/i.test(text) && !/\de-3\d\d/.test(text))
        const whole = JSON.parse(text)
        fc.pre(isExact(whole))
        expect(parseStrictJson(text)).toEqual(whole)
        expect(parseStrictJson(Buffer.from(text))).toEqual(whole)
      }),
      { numRuns: 3000 }
    )
  })

  it('gives a value or a refusal for any bytes', () => {
    const pieces = fc.constantFrom(...PIECES)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((parts) => parts.join('')),
          fc.string()
        ),
        (text) => {
          expect(agreesWithParser(text)).toBe(true)
        }
      ),
      { numRuns: 5000 }
    )
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof codeOf(bytes)).toBe('string')
      }),
      { numRuns: 3000 }
    )
  })

  it.each([
    [''],
    ['   '],
    ['{'],
    ['{"a":1,}'],
    ["{'a':1}"],
    ['// a\n1'],
    ['NaN'],
    ['01'],
    ['"a\u0000"'],
    ['1 2']
  ])('refuses %j as not JSON', (text) => {
    expect(codeOf(text)).toBe('not_json')
  })

  it('allows one byte-order mark', () => {
    expect(parseStrictJson('\uFEFF{"a":1}')).toEqual({ a: 1 })
    expect(codeOf('\uFEFF\uFEFF{"a":1}')).toBe('not_json')
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(codeOf(Buffer.from([0x22, 0xff, 0x22]))).toBe('not_json')
    expect(codeOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('not_json')
  })

  it('counts levels of nesting', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    expect(codeOf(nested(64))).toBe('read')
    expect(codeOf(nested(65))).toBe('too_deep')
    expect(codeOf(`{"unused": ${nested(2_000_000)}}`)).toBe('too_deep')
    expect(codeOf('{"a":'.repeat(100_000))).toBe('too_deep')
    expect(codeOf(`[${'[],'.repeat(1000)}[]]`)).toBe('read')
  })

  it('refuses a key that comes twice in one object, however it is written', () => {
    expect(codeOf('{"reference":1,"reference":1}')).toBe('duplicate_key')
    expect(codeOf('{"ab":1,"\\u0061b":1}')).toBe('duplicate_key')
    expect(codeOf('{"a":{"a":[{"a":1},{"a":2}]},"b":"a"}')).toBe('read')
    expect(codeOf('[{"a":"x","b":{"c":1}},{"a":"b","b":"b"}]')).toBe('read')
  })

  it('says where', () => {
    const refusal = refusalOf('{"boundary":{"coordinates":[[1,2],[3,1e999]]}}')
    expect(refusal).toMatchObject({ code: 'number_out_of_range', pointer: '/boundary/coordinates/1/1' })
    expect(refusal?.message).toBe('At /boundary/coordinates/1/1: a number that cannot be kept exactly')
    expect(refusalOf('{"a/b":{"~":[{"x":1,"x":2}]}}')?.pointer).toBe('/a~1b/~0/0/x')
  })

  it('keeps the pointer short and printable', () => {
    const key = `\\r\\n${'k'.repeat(500)}é`
    const refusal = refusalOf(`{"${key}":{"${key}":{"${key}":{"${key}":{"${key}":{"${key}":1e999}}}}}}`)
    expect(refusal?.pointer).toMatch(/^[\x21-\x7e]{1,203}$/)
  })

  it.each([
    ['1e999'],
    ['-1e999'],
    ['9007199254740993'],
    ['-9007199254740992'],
    ['1e-320'],
    ['1e-400'],
    ['9'.repeat(400)],
    [`0.${'0'.repeat(330)}1`]
  ])('refuses the number %s', (literal) => {
    expect(codeOf(`{"n":${literal}}`)).toBe('number_out_of_range')
    expect(codeOf(literal)).toBe('number_out_of_range')
  })

  it.each([
    ['9007199254740991'],
    ['-0'],
    ['0'],
    ['0e5'],
    ['0.0'],
    ['-0.0E-400'],
    ['1e300'],
    ['608200.1234567890123456'],
    ['1E+2']
  ])('takes the number %s', (literal) => {
    expect(parseStrictJson(`[${literal}]`)).toEqual([Number(literal)])
  })

  it('refuses U+0000 and half surrogate pairs in values and keys', () => {
    expect(codeOf('{"a":"x\\u0000"}')).toBe('illegal_character')
    expect(codeOf('{"\\u0000":1}')).toBe('illegal_character')
    expect(codeOf('["\\ud800"]')).toBe('illegal_character')
    expect(codeOf('["\\ud800\\ud800"]')).toBe('illegal_character')
    expect(codeOf('["\\udc00"]')).toBe('illegal_character')
    expect(codeOf('["\ud800"]')).toBe('illegal_character')
    expect(parseStrictJson('["\\ud83d\\ude00", "\\\\u0000", "\\uFFFD"]')).toEqual(['😀', '\\u0000', '\uFFFD'])
  })

  it('refuses the key __proto__', () => {
    expect(codeOf('{"__proto__":{"isAdmin":true}}')).toBe('forbidden_key')
    expect(codeOf('{"a":{"\\u005f_proto__":1}}')).toBe('forbidden_key')
    expect(codeOf('{"constructor":"a builder"}')).toBe('read')
  })

  it('refuses an object with very many members', () => {
    const members = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')}}`
    expect(codeOf(members(1000))).toBe('read')
    expect(codeOf(members(200_000))).toBe('too_many_members')
  })

  it('never quotes a value', () => {
    const text = '{"email":"someone@example.com","n":1e999}'
    expect(refusalOf(text)?.message).not.toContain('someone')
    expect(refusalOf('{"email":"someone@example.com" oops')?.message).not.toContain('someone')
  })
})

/** What is read has the parser's value; what is called no JSON is none to the parser. */
function agreesWithParser(text: string): boolean {
  const code = codeOf(text)
  const parsed = parsedOf(text)
  if (code === 'read')
    return parsed !== undefined && JSON.stringify(parseStrictJson(text)) === JSON.stringify(parsed.value)
  return code !== 'not_json' || parsed === undefined
}

function parsedOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch {
    return undefined
  }
}

function isExact(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Math.abs(value) < 1e15
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isExact)
}
