import type { SqsCall } from '@nrf/local-env'
import type { FaultBench } from './bench/fault-bench'
import type { WorkerPlace } from './bench/worker-place'

/** Where a worker is killed: `arm` has it killed, once, when it gets there for the (skips + 1)-th time. */
export interface KillPoint {
  readonly number: number
  readonly name: string
  /** @returns tells whether the worker was killed */
  arm(bench: FaultBench, skips: number): () => boolean
}

type Kill = (victims: readonly WorkerPlace[]) => void

/** Kills once; what comes after is let pass. */
export function killOnce(name: string, skips: number): { kill: Kill; isDone: () => boolean } {
  let left = skips
  let isDone = false
  return {
    kill(victims) {
      if (isDone || left-- > 0) return
      isDone = true
      for (const victim of victims) victim.kill(name)
    },
    isDone: () => isDone
  }
}

/** At a request to the backend or Notify, which is seen from where it arrives. */
function atRequest(
  number: number,
  name: string,
  place: { readonly to: 'backend' | 'notify'; readonly route: string; readonly phase: string },
  spoil?: (bench: FaultBench, reference: string) => void
): KillPoint {
  return {
    number,
    name,
    arm(bench, skips) {
      const { kill, isDone } = killOnce(name, skips)
      const see = ({ phase, request }: SeenRequest) => {
        if (isDone() || phase !== place.phase || request.route !== place.route) return
        const reference = jobOf(request)
        kill(bench.holdersOf(reference))
        if (isDone()) spoil?.(bench, request.reference ?? '')
      }
      if (place.to === 'backend') bench.backend.observe(see)
      else bench.notify.observe(see)
      return isDone
    }
  }
}

/** Before a delete reaches the queue. */
function atDelete(number: number, name: string): KillPoint {
  return {
    number,
    name,
    arm(bench, skips) {
      const { kill, isDone } = killOnce(name, 0)
      const onUse = ({ client }: SqsCall) => kill(bench.places.filter((place) => place.name === client))
      bench.sqs.add({ action: 'DeleteMessage', after: skips, fault: { kind: 'drop' }, onUse })
      return isDone
    }
  }
}

interface SeenRequest {
  readonly phase: string
  readonly request: { readonly route: string; readonly reference?: string; readonly body: unknown }
}

/** E-mails name the assessment in what they say; their own reference is another one. */
function jobOf({ route, reference, body }: SeenRequest['request']): string | undefined {
  if (route !== 'email') return reference
  const { personalisation } = body as { personalisation?: { job_id?: string } }
  return personalisation?.job_id
}

/** The result is not taken: its request ends as if it had never been looked at. */
function ignoreResult(bench: FaultBench, reference: string): void {
  bench.backend.failNext({ route: 'results', reference, destroySocket: true })
}

const results = { to: 'backend', route: 'results' } as const
const details = { to: 'backend', route: 'details' } as const

/** Points that show at the queue, the backend and Notify. */
export const OUTER_KILL_POINTS: readonly KillPoint[] = [
  atRequest(2, 'after claim: the details are asked for', { ...details, phase: 'received' }),
  atRequest(3, 'after fetch: the details are answered', { ...details, phase: 'answered' }),
  atRequest(6, 'the result is received, not applied', { ...results, phase: 'received' }, ignoreResult),
  atRequest(7, 'the result is applied, not answered', { ...results, phase: 'applied' }),
  atRequest(10, 'the e-mail is accepted, not answered', { to: 'notify', route: 'email', phase: 'applied' }),
  atDelete(11, 'before the message is deleted')
]
