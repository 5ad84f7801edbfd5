import { pairwiseSum } from './pairwise-sum'

/** Expected values: `numpy.full(count, value).sum()`. */
describe('pairwiseSum', () => {
  it.each<[number, number, number]>([
    [0, 2.4, 0],
    [3, 0.1, 0.30000000000000004],
    [10, 0.1, 1],
    [128, 2.4, 307.19999999999993],
    [200, 2.4, 479.9999999999999],
    [1000, 0.1, 100.00000000000001]
  ])('adds %d times %d as numpy does', (count, value, sum) => {
    expect(pairwiseSum(Array<number>(count).fill(value))).toBe(sum)
  })

  it('differs from the plain sum in the last bits', () => {
    const values = Array<number>(10).fill(0.1)
    expect(values.reduce((sum, value) => sum + value, 0)).not.toBe(pairwiseSum(values))
  })
})
