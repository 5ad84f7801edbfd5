import type { BackendRequest, SqsObservation } from '@nrf/local-env'
import { PATIENCE_MS } from '../../flow/until'
import type { FaultBench } from './fault-bench'

/** Resolves when the backend has got a request about a job. */
export function seenOf(
  { backend }: FaultBench,
  route: BackendRequest['route'],
  reference: string
): Promise<BackendRequest> {
  return backend.waitFor((request) => request.route === route && request.reference === reference, PATIENCE_MS)
}

/** Moments at which calls of an action arrived at the queue, from now on. */
export function callsOf(bench: FaultBench, action: string): number[] {
  const moments: number[] = []
  bench.sqs.observe((observation: SqsObservation) => {
    if (observation.phase === 'arrived' && observation.action === action) moments.push(performance.now())
  })
  return moments
}

/** How often a message was handed to a worker so far. */
export function receiptsOf({ history }: FaultBench, messageId: string): number {
  return history.events.filter((event) => event.kind === 'received' && event.messageIds.includes(messageId))
    .length
}
