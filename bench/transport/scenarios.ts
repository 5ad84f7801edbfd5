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

/** Messages are timed after the warm-up, so that code is compiled and slots are filled as they will stay. */
interface Plan {
  readonly warmUpMs: number
  readonly messages: number
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
      'sqs-transport': { warmUpMs: 1000, messages: 4000 },
      'sqs-consumer': { warmUpMs: 1000, messages: 800 }
    }
  },
  {
    name: '50 ms',
    target: 5,
    latencyMs: NETWORK_MS,
    handlerMs: 50,
    slowEvery: 0,
    plans: {
      'sqs-transport': { warmUpMs: 1000, messages: 2500 },
      'sqs-consumer': { warmUpMs: 1000, messages: 400 }
    }
  },
  {
    name: '1 % take 2 s',
    target: 10,
    latencyMs: NETWORK_MS,
    handlerMs: 0,
    slowEvery: 100,
    plans: {
      'sqs-transport': { warmUpMs: 2500, messages: 3000 },
      // Whole hundreds, so that each run holds as many slow messages.
      'sqs-consumer': { warmUpMs: 500, messages: 200 }
    }
  },
  {
    name: 'no-op, no network',
    target: undefined,
    latencyMs: 0,
    handlerMs: 0,
    slowEvery: 0,
    plans: {
      'sqs-transport': { warmUpMs: 1000, messages: 4000 },
      'sqs-consumer': { warmUpMs: 1000, messages: 800 }
    }
  }
]

/** No engine comes near this rate, so the queue does not run dry while it is measured. */
const MOST_MESSAGES_PER_SECOND = 4000

/** Bodies of the messages that a run needs. */
export function bodiesFor({ slowEvery, handlerMs, plans }: Scenario, engine: EngineName): string[] {
  const { warmUpMs, messages } = plans[engine]
  const mostPerSecond = engine === 'sqs-consumer' || handlerMs > 0 ? 1000 : MOST_MESSAGES_PER_SECOND
  const count = messages + Math.ceil((warmUpMs / 1000) * mostPerSecond)
  return Array.from({ length: count }, (_, index) =>
    slowEvery > 0 && index % slowEvery === slowEvery / 2 ? SLOW_BODY : 'quick'
  )
}
