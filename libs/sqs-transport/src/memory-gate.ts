import { totalmem } from 'node:os'
import { Gate } from './gate'

const SHARE_OF_AVAILABLE = 0.85

export interface MemoryGateOptions {
  /** Closed above it, in bytes; default 85 % of what the container, else the machine, has. */
  readonly limitBytes?: number
  /** `rss` (default) = what the platform counts; `heap` = JavaScript objects only. */
  readonly measure?: 'rss' | 'heap'
  /** Share of the limit below which a closed gate opens again; default 0.9. */
  readonly reopenAt?: number
}

/**
 * A gate that closes while this process uses too much memory, so that running handlers can end before more begin.
 *
 * @example gates: [memoryGate({ limitBytes: 1.5e9 })]
 */
export function memoryGate(options: MemoryGateOptions = {}, usage = usedBytes): Gate {
  const { limitBytes = SHARE_OF_AVAILABLE * availableBytes(), measure = 'rss', reopenAt = 0.9 } = options
  let isOpen = true
  return {
    name: 'memory',
    isOpen: () => {
      isOpen = usage(measure) <= limitBytes * (isOpen ? 1 : reopenAt)
      return isOpen
    }
  }
}

function usedBytes(measure: 'rss' | 'heap'): number {
  return measure === 'rss' ? process.memoryUsage.rss() : process.memoryUsage().heapUsed
}

/** Without a limit of its own a process is told nothing, or a number beyond all memory. */
function availableBytes(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())
}
