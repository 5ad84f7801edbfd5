const PROBED_DIGITS = 30
const TIE = `5${'0'.repeat(PROBED_DIGITS - 1)}`
const EVEN = /[02468]\.?$/

/**
 * Rounds to `decimals` as Python's `round` does: the exact value of the double, ties to even. `toFixed` differs on
 * exact ties only, which it takes away from zero.
 *
 * @param value smaller than 1e21
 * @example roundExact(0.125, 2) // 0.12
 */
export function roundExact(value: number, decimals: number): number {
  const digits = value.toFixed(decimals + PROBED_DIGITS)
  const kept = digits.slice(0, -PROBED_DIGITS)
  const isTieToEven = digits.endsWith(TIE) && EVEN.test(kept)
  return Number(isTieToEven ? kept : value.toFixed(decimals))
}
