const ACCUMULATORS = 8
const BLOCK = 128

/**
 * Sum in the order that numpy adds in: up to 128 values in eight running sums, more in two halves. Its last bits are
 * those of the public system's means.
 */
export function pairwiseSum(values: readonly number[]): number {
  if (values.length < ACCUMULATORS) return inOrder(0, values)
  if (values.length <= BLOCK) return ofBlock(values)
  const half = Math.floor(values.length / 2)
  const split = half - (half % ACCUMULATORS)
  return pairwiseSum(values.slice(0, split)) + pairwiseSum(values.slice(split))
}

function ofBlock(values: readonly number[]): number {
  const whole = values.length - (values.length % ACCUMULATORS)
  const lane = (offset: number): number =>
    values
      .slice(0, whole)
      .reduce((sum, value, index) => (index % ACCUMULATORS === offset ? sum + value : sum), 0)
  const first = lane(0) + lane(1) + (lane(2) + lane(3))
  const second = lane(4) + lane(5) + (lane(6) + lane(7))
  return inOrder(first + second, values.slice(whole))
}

function inOrder(start: number, values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, start)
}
