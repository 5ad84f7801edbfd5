import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { EngineName } from './scenarios'
import { Timing } from './stop-watch'

/** Everything that the child has to know. */
export interface RunOrder {
  readonly engine: EngineName
  readonly scenario: string
  readonly endpoint: string
  readonly queueUrl: string
}

const LIMIT_MS = 40_000

/** Runs an engine in a process of its own, so that neither the server nor the other engine shares its loop. */
export async function runEngine(order: RunOrder): Promise<Timing> {
  const child = fork(join(__dirname, 'engine.child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    child.send(order)
    const [timing]: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })
    return asTiming(timing)
  } catch (error) {
    throw new Error(`${order.engine}, "${order.scenario}": no result within ${LIMIT_MS / 1000} s`, {
      cause: error
    })
  } finally {
    child.kill('SIGKILL')
  }
}

function asTiming(value: unknown): Timing {
  if (isTiming(value)) return value
  throw new Error('The engine told something that is no timing')
}

function isTiming(value: unknown): value is Timing {
  return typeof value === 'object' && value !== null && 'messagesPerSecond' in value
}
