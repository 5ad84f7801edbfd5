/** One kind of work, and how many messages of it are timed for each engine. */
export interface Scenario {
  readonly name: string
  /** How many times the rate of one sqs-consumer is wanted; none for what is shown for comparison. */
  readonly target: number | undefined
  /** What every call of either engine takes longer than on the loopback. */
  readonly latencyMs: number
  readonly handlerMs: number
  /** Every so many messages one takes `SLOW_MS`; 0 = none does. */
  readonly slowEvery: number
  readonly plans: Readonly<Record<EngineName, Plan>>
}

export type EngineName = 'sqs-transport' | 'sqs-consumer'

/** In messages. Timed are those after the warm-up, when code is compiled and slots are filled as they will stay. */
interface Plan {
  readonly warmUp: number
  readonly timed: number
}

/** SQS answers "in the tens or low hundreds of milliseconds" (its FAQ), the server on the loopback in one. */
const NETWORK_MS = 15

export const SLOW_MS = 2000
export const SLOW_BODY = 'slow'
export const SLOTS = 40
export const CAP = 10

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'no-op',
    target: 7,
    latencyMs: NETWORK_MS,
    handlerMs: 0,
    slowEvery: 0,
    plans: {
      'sqs-transport': { warmUp: 1500, timed: 4000 },
      'sqs-consumer': { warmUp: 200, timed: 800 }
    }
  },
  {
    name: '50 ms',
    target: 5,
    latencyMs: NETWORK_MS,
    handlerMs: 50,
    slowEvery: 0,
    plans: {
      'sqs-transport': { warmUp: 500, timed: 2000 },
      'sqs-consumer': { warmUp: 100, timed: 400 }
    }
  },
  {
    name: '1 % take 2 s',
    target: 10,
    latencyMs: NETWORK_MS,
    handlerMs: 0,
    slowEvery: 100,
    plans: {
      'sqs-transport': { warmUp: 2500, timed: 3000 },
      // Whole hundreds, so that each run holds as many slow messages.
      'sqs-consumer': { warmUp: 20, timed: 300 }
    }
  },
  {
    name: 'no-op, no network',
    target: undefined,
    latencyMs: 0,
    handlerMs: 0,
    slowEvery: 0,
    plans: {
      'sqs-transport': { warmUp: 1500, timed: 4000 },
      'sqs-consumer': { warmUp: 200, timed: 800 }
    }
  }
]

/** More than are timed, so that the queue does not run dry at the end. */
const SPARE = 200

/** Bodies of the messages that a run needs. */
export function bodiesFor({ slowEvery, plans }: Scenario, engine: EngineName): string[] {
  const { warmUp, timed } = plans[engine]
  return Array.from({ length: warmUp + timed + SPARE }, (_, index) =>
    slowEvery > 0 && index % slowEvery === slowEvery / 2 ? SLOW_BODY : 'quick'
  )
}
