/** Median of several runs, of an even number the mean of the two in the middle, with the least and the most. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const [lower, upper] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)]
  const median = (sorted[lower] + sorted[upper]) / 2
  return { median, least: sorted[0], most: sorted[sorted.length - 1] }
}

/** Nearest rank. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export function latencyOf(valuesMs: readonly number[]): Latency {
  return { p50: quantile(valuesMs, 0.5), p95: quantile(valuesMs, 0.95), p99: quantile(valuesMs, 0.99) }
}
