import { FewValues } from './few-values'

function fewOf(values: readonly number[]): readonly number[] {
  const few = new FewValues()
  for (const value of values) few.add(value)
  return few.values()
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('FewValues', () => {
  it('keeps every value as long as they are few', () => {
    expect(fewOf([3, 1, 2, 2])).toEqual([3, 1, 2, 2])
  })

  it.each([99, 100, 101, 1_000, 123_456])(
    'keeps at most a hundred of %d, evenly, and the largest',
    (count) => {
      const values = fewOf(upTo(count))

      expect(values.length).toBeLessThanOrEqual(100)
      expect(values.length).toBeGreaterThanOrEqual(50)
      expect(values.at(-1)).toBe(count - 1)
      const steps = new Set(values.slice(1, -1).map((value, index) => value - values[index]))
      expect(steps.size).toBe(1)
    }
  )

  it('keeps the largest wherever it came', () => {
    expect(fewOf([...upTo(501), 9_999, ...upTo(500)])).toContain(9_999)
  })
})
