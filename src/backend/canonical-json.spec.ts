import fc from 'fast-check'
import { canonicalJson } from './canonical-json'

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out white space and undefined members', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: 'é"\n', B: undefined, A: true })).toBe(
      '{"A":true,"a":"é\\"\\n","b":[{"a":null,"z":1}]}'
    )
  })

  it('writes numbers as short as they can be', () => {
    expect(canonicalJson([1.0, -0, 0.1 + 0.2, 1e21, 1e-7, 26.25])).toBe(
      '[1,0,0.30000000000000004,1e+21,1e-7,26.25]'
    )
  })

  it.each([[NaN], [Infinity], [undefined], [() => 1], [1n]])('refuses %p', (value) => {
    expect(() => canonicalJson([value])).toThrow(TypeError)
  })

  it('gives equal values equal text, whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 200 }
    )
  })
})
