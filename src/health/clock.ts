/** Milliseconds since the epoch. */
export type Clock = () => number

/** Optional: another clock for the health checks than the system's. */
export const HEALTH_CLOCK = Symbol('HEALTH_CLOCK')
