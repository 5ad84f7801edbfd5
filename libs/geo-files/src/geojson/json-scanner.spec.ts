import * as fc from 'fast-check'
import { JsonScanError, JsonScanner, type JsonSpan } from './json-scanner'

const textOf = (bytes: Buffer, { start, end }: JsonSpan): unknown =>
  JSON.parse(bytes.toString('utf8', start, end))

describe('JsonScanner', () => {
  it('finds the members of any object and the elements of any array', () => {
    const dictionary = fc.dictionary(
      fc.string({ unit: fc.constantFrom('a', 'é', '_', ' ', '{', ']', ',') }),
      fc.jsonValue({ maxDepth: 4 })
    )
    fc.assert(
      fc.property(
        dictionary,
        fc.array(fc.jsonValue({ maxDepth: 4 })),
        fc.constantFrom(0, 1, 2),
        (object, list, indent) => {
          const value = { ...object, list }
          const bytes = Buffer.from(` \n${JSON.stringify(value, null, indent)}\t`)
          const members = JsonScanner.membersOf(bytes)
          const read = Object.fromEntries([...members].map(([name, span]) => [name, textOf(bytes, span)]))
          expect(read).toEqual(JSON.parse(JSON.stringify(value)))
          const elements: unknown[] = []
          JsonScanner.elementsOf(bytes, members.get('list')!.start, (span) =>
            elements.push(textOf(bytes, span))
          )
          expect(elements).toEqual(JSON.parse(JSON.stringify(list)))
        }
      ),
      { numRuns: 500 }
    )
  })

  it('reads quotes and backslashes inside strings', () => {
    const value = { plain: '\\', other: '"\\"]}', list: ['\\\\"', '{'] }
    const bytes = Buffer.from(JSON.stringify(value))
    const members = JsonScanner.membersOf(bytes)
    expect([...members.values()].map((span) => textOf(bytes, span))).toEqual(Object.values(value))
  })

  it.each([
    ['', '"{" is expected where the file ends'],
    ['[]', '"{" is expected at byte 0'],
    ['{', 'a member name is expected where the file ends'],
    ['{"a"', '":" is expected where the file ends'],
    ['{"a":', 'a value is expected where the file ends'],
    ['{"a":}', 'a value is expected at byte 5'],
    ['{"a":1', '"," is expected where the file ends'],
    ['{"a":1,}', 'a member name is expected at byte 7'],
    ['{"a":[1', 'a closing bracket is expected where the file ends'],
    ['{"a":"x', 'a closing quote is expected where the file ends'],
    ['{"a":1}x', 'the end is expected at byte 7'],
    ['{"a":1,"a":2}', 'the member "a" occurs twice'],
    ['{a:1}', 'a member name is expected at byte 1']
  ])('refuses %j', (text, message) => {
    expect(() => JsonScanner.membersOf(Buffer.from(text))).toThrow(new JsonScanError(message))
  })

  it('refuses deep nesting without going deep itself', () => {
    const nested = (levels: number): Buffer => Buffer.from(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`)
    expect(JsonScanner.membersOf(nested(64)).size).toBe(1)
    expect(() => JsonScanner.membersOf(nested(65))).toThrow('it is nested deeper than 64 levels')
    expect(() => JsonScanner.membersOf(nested(2_000_000))).toThrow(JsonScanError)
  })
})
