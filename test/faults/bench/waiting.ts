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

/** Moments at which calls of an action, alone or in a batch, arrived at the queue, from now on and of one client. */
export function callsOf(bench: FaultBench, action: string, client?: string): number[] {
  const moments: number[] = []
  bench.sqs.observe((observation: SqsObservation) => {
    const isAction = [action, `${action}Batch`].includes(observation.action)
    const isClient = client === undefined || observation.client === client
    if (observation.phase === 'arrived' && isAction && isClient) moments.push(performance.now())
  })
  return moments
}

/** How often a message was handed to a worker so far. */
export function receiptsOf({ history }: FaultBench, messageId: string): number {
  return history.events.filter((event) => event.kind === 'received' && event.messageIds.includes(messageId))
    .length
}
