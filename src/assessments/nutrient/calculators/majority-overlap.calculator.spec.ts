import fc from 'fast-check'
import { MajorityOverlapCalculator } from './majority-overlap.calculator'

const calculator = new MajorityOverlapCalculator()
const candidate = (seq: number, attribute: string | null, overlapM2: number) => ({
  seq,
  attribute,
  overlapM2
})

describe('MajorityOverlapCalculator', () => {
  it('takes the largest single feature, not the largest sum of an attribute', () => {
    const winner = calculator.calculate([candidate(1, 'A', 40), candidate(2, 'A', 40), candidate(3, 'B', 50)])
    expect(winner?.attribute).toBe('B')
  })

  it('takes a feature that only touches when nothing else is there', () => {
    expect(calculator.calculate([candidate(7, 'touching', 0)])?.seq).toBe(7)
    expect(calculator.calculate([candidate(7, 'touching', 0), candidate(8, 'sliver', 1e-6)])?.seq).toBe(8)
  })

  it('breaks a tie by attribute, then by load order', () => {
    expect(calculator.calculate([candidate(1, 'b', 5), candidate(2, 'a', 5)])?.attribute).toBe('a')
    expect(calculator.calculate([candidate(2, 'a', 5), candidate(1, 'a', 5)])?.seq).toBe(1)
    expect(calculator.calculate([candidate(1, null, 5), candidate(2, 'a', 5)])?.attribute).toBe('a')
    expect(calculator.calculate([candidate(2, null, 5), candidate(1, null, 5)])?.seq).toBe(1)
  })

  it('does not let the last digit of a sum of pieces decide', () => {
    expect(
      calculator.calculate([candidate(1, 'b', 1000.0000000000001), candidate(2, 'a', 1000)])?.attribute
    ).toBe('a')
  })

  it('gives nothing for no candidate', () => {
    expect(calculator.calculate([])).toBeNull()
  })

  it('does not depend on the order of the candidates', () => {
    const candidates = fc.uniqueArray(
      fc.record({
        seq: fc.integer({ min: 1, max: 50 }),
        attribute: fc.option(fc.constantFrom('a', 'b', 'c')),
        overlapM2: fc.constantFrom(0, 1, 1, 2)
      }),
      { selector: ({ seq }) => seq, minLength: 1, maxLength: 8 }
    )
    fc.assert(
      fc.property(candidates, (given) => {
        expect(calculator.calculate([...given].reverse())).toEqual(calculator.calculate(given))
      }),
      { numRuns: 2000 }
    )
  })
})
