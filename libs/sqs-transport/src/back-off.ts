/** Waiting times that double from `baseSeconds` up to `capSeconds`. */
export interface BackOff {
  readonly baseSeconds: number
  readonly capSeconds: number
}

/**
 * Seconds to wait before retrying a message that failed for the `attempt`-th time (1 = first failure):
 * `base × 2^(attempt − 1)` up to the cap, of which the upper half is drawn at random.
 */
export function retryDelaySeconds(backOff: BackOff, attempt: number, random = Math.random): number {
  const ceiling = Math.min(backOff.capSeconds, backOff.baseSeconds * 2 ** (attempt - 1))
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}

/**
 * Milliseconds to wait after the `failures`-th failed receive in a row. Never less than the base, so that no
 * series of draws becomes a busy loop.
 */
export function pollDelayMs(backOff: BackOff, failures: number, random = Math.random): number {
  const ceiling = Math.min(backOff.capSeconds, backOff.baseSeconds * 2 ** failures)
  const floor = Math.max(Math.min(backOff.baseSeconds, ceiling), ceiling / 2)
  return Math.round((floor + random() * (ceiling - floor)) * 1000)
}
