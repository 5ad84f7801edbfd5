import type { LedgerWatch } from '../ledger/ledger-watch'

/** The gate that an operator closes. */
export const PAUSE_GATE = 'pause'

/** Closed while an operator has paused the queue. */
export function pauseGate(queue: string, watch: Pick<LedgerWatch, 'check' | 'pauses'>) {
  return {
    name: PAUSE_GATE,
    async isOpen(): Promise<boolean> {
      // That the ledger does not answer is for its own gate to say; a pause outlasts it.
      await Promise.allSettled([watch.check()])
      return watch.pauses.every((pause) => pause.queue !== queue)
    }
  }
}
