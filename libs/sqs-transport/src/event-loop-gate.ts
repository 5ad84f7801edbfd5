import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import { Gate } from './gate'

const RESOLUTION_MS = 20
const NS_PER_MS = 1e6

export interface EventLoopGateOptions {
  /** Closed while the event loop stood still for longer than this in one of the last two intervals; default 1,000. */
  readonly maxLagMs?: number
  /** Length of an interval; default 1,000. */
  readonly intervalMs?: number
}

/** Answers the longest standstill in milliseconds since it was asked last, or the time before that. */
export type LagMeter = () => number

/**
 * A gate that closes while the event loop lags: a process that cannot renew its messages in time takes no more.
 *
 * @example gates: [eventLoopGate({ maxLagMs: 500 })]
 */
export function eventLoopGate(options: EventLoopGateOptions = {}, meter?: LagMeter): Gate {
  const { maxLagMs = 1000, intervalMs = 1000 } = options
  let readLag = meter
  let isOpen = true
  let readAtMs = Number.NEGATIVE_INFINITY
  return {
    name: 'event_loop',
    isOpen: () => {
      readLag ??= nodeLagMeter()
      if (performance.now() - readAtMs < intervalMs) return isOpen
      readAtMs = performance.now()
      isOpen = readLag() <= maxLagMs
      return isOpen
    }
  }
}

/**
 * Begins to measure when it is first asked; its timers keep no process alive. A histogram misses the first delay after
 * its reset, which on a blocked thread may be the only one: so two take turns, each over the time between three calls.
 */
function nodeLagMeter(): LagMeter {
  let older = startHistogram()
  let newer = startHistogram()
  return () => {
    const longestMs = older.count === 0 ? 0 : older.max / NS_PER_MS - RESOLUTION_MS
    older.reset()
    ;[older, newer] = [newer, older]
    return longestMs
  }
}

function startHistogram(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  return histogram
}
