import { settlesWithin } from './delay'
import { QueueWorker } from './queue-worker'
import { DrainSummary, EmitEvent } from './sqs-transport.events'

const PROGRESS_EVERY_MS = 5000
/** Left for giving messages back once no handler is waited for any longer. */
const FLUSH_LEAD_MS = 1000

/** Time limits of a shutdown, both in milliseconds. */
export interface DrainOptions {
  readonly drainTimeoutMs: number
  /** How long before the end running handlers are interrupted. */
  readonly interruptLeadMs: number
}

/**
 * Brings the queues to rest: stop receiving, let running handlers finish, interrupt them `interruptLeadMs` before
 * the end, give back what still does not end. Returns within `drainTimeoutMs`.
 */
export async function drainWorkers(
  workers: readonly QueueWorker[],
  { drainTimeoutMs, interruptLeadMs }: DrainOptions,
  emit: EmitEvent
): Promise<void> {
  const startedAtMs = performance.now()
  const remainingMs = (): number => Math.max(0, drainTimeoutMs - (performance.now() - startedAtMs))
  const busy = (): number => workers.reduce((total, worker) => total + worker.busyCount, 0)
  emit({ type: 'worker_draining', slotsBusy: busy(), timeoutMs: drainTimeoutMs })
  const progress = setInterval(
    () => emit({ type: 'drain_progress', slotsBusy: busy(), remainingMs: Math.round(remainingMs()) }),
    PROGRESS_EVERY_MS
  )
  const idle = Promise.all(workers.map((worker) => worker.comeToRest()))
  try {
    if (await settlesWithin(idle, remainingMs() - interruptLeadMs)) return
    workers.forEach((worker) => worker.interrupt())
    if (await settlesWithin(idle, remainingMs() - FLUSH_LEAD_MS)) return
    workers.forEach((worker) => worker.abandonAll())
    await settlesWithin(idle, remainingMs())
  } finally {
    clearInterval(progress)
    workers.forEach((worker) => worker.abortPoll())
  }
}

/** Totals of all queues since the start. */
export function summarise(workers: readonly QueueWorker[], uptimeSeconds: number): DrainSummary {
  const total = (name: keyof Omit<DrainSummary, 'uptimeSeconds'>): number =>
    workers.reduce((sum, worker) => sum + worker.counts[name], 0)
  return {
    uptimeSeconds,
    received: total('received'),
    processed: total('processed'),
    failed: total('failed'),
    interrupted: total('interrupted'),
    released: total('released')
  }
}
