import { latencyOf, spreadOf } from './spread'

describe('spread of several runs', () => {
  it.each([
    [[3, 1, 2], { median: 2, least: 1, most: 3 }],
    [[4, 1, 2, 3], { median: 2.5, least: 1, most: 4 }],
    [[7], { median: 7, least: 7, most: 7 }]
  ])('of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread)
  })
})

describe('latencies of many jobs', () => {
  it('takes those that a half, 95 and 99 of a hundred do not exceed', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index)

    expect(latencyOf(values)).toEqual({ p50: 100, p95: 190, p99: 198 })
  })
})
