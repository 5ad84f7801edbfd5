import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Injectable, type OnApplicationShutdown } from '@nestjs/common'

const NANOSECONDS_PER_MILLISECOND = 1e6
/** Coarse, so that one long delay is above the 99th percentile of a window of two seconds. */
const RESOLUTION_MS = 50

/**
 * Measures how late timers fire on the main thread. A histogram does not see the first delay after its reset,
 * which on a blocked thread may be the only one; so two take turns, each over the time between three calls.
 */
@Injectable()
export class EventLoopDelay implements OnApplicationShutdown {
  private older = startHistogram()
  private newer = startHistogram()

  /** The 99th percentile since the call before the last, in milliseconds. */
  takeP99Ms(): number {
    const { older, newer } = this
    const p99Ms = older.percentile(99) / NANOSECONDS_PER_MILLISECOND
    older.reset()
    this.older = newer
    this.newer = older
    return p99Ms
  }

  onApplicationShutdown(): void {
    this.older.disable()
    this.newer.disable()
  }
}

function startHistogram() {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  return histogram
}
