/**
 * Kahan sum in the order given, without a final correction. Missing values are skipped; the sum of nothing is 0.
 *
 * The last bits of such sums decide ties in the next rounding, so neither the order nor the method may change.
 */
export function compensatedSum(values: Iterable<number | null>): number {
  let sum = 0
  let compensation = 0
  for (const value of values) {
    if (value === null) continue
    const corrected = value - compensation
    const next = sum + corrected
    compensation = next - sum - corrected
    sum = next
  }
  return sum
}
