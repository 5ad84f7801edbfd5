import { setTimeout as delay } from 'node:timers/promises'
import { currentTestRun } from '../environment/test-run'

/** How long a flow waits for what has to happen: a guard against hanging, never a measurement. */
export const PATIENCE_MS = currentTestRun().isSingleSession ? 150_000 : 60_000

const PAUSE_MS = 100

/**
 * Asks again and again until the answer is as wanted.
 * @throws Error with the last answer when the patience is over
 */
export async function until<T>(
  question: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  patienceMs = PATIENCE_MS
): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await question()
    if (isWanted(answer)) return answer
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(answer)} after ${patienceMs} ms`)
    await delay(PAUSE_MS)
  }
}
