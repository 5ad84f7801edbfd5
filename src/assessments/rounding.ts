/**
 * Rounds to two decimals as numpy does: the floating point product with 100 is rounded to the nearest integer,
 * ties to even. `Math.round` and `toFixed` give other answers on the ties that two-decimal figures often meet.
 *
 * @example round2(11.925) // 11.92
 */
export function round2(value: number): number {
  const scaled = value * 100
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  return (isUp ? floor + 1 : floor) / 100
}

/** `round2` that leaves a missing value missing. */
export function round2OrNull(value: number | null): number | null {
  return value === null ? null : round2(value)
}
