import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'

const load = createRequire(__filename)

/** What a thread is asked for. */
export interface ThreadRequest {
  readonly module: string
  readonly input: unknown
}

/**
 * On Linux this counts for the calling thread alone: where cores are few, the event loop goes first and its timers,
 * heartbeats and health answers are on time.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** Entry of the threads. The modules come from tasks that are constants of the program, never from input. */
export function runTask({ module, input }: ThreadRequest): unknown {
  const { task }: { task: (input: unknown) => unknown } = load(module)
  return task(input)
}
