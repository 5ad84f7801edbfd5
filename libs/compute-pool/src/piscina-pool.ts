import { join } from 'node:path'
import { Piscina } from 'piscina'
import { ComputeFault } from './compute-fault'
import { ComputePool, type ComputeRun, type ComputeTask } from './compute-pool'
import type { ThreadRequest } from './compute-thread'

export interface PoolLimits {
  /** Threads at most; there are none until a task comes. */
  readonly maxThreads: number
  /** JavaScript memory of one thread in MiB. */
  readonly maxMemoryMiB: number
  /** How long a thread waits for another task before it ends. */
  readonly idleTimeoutMs: number
}

const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY'

/** Threads of this process. A task that is given up ends with its thread; the next task gets a new one. */
export class PiscinaPool extends ComputePool {
  private readonly piscina: Piscina
  private isClosed = false

  constructor(
    { maxThreads, maxMemoryMiB, idleTimeoutMs }: PoolLimits,
    threadFile = join(__dirname, 'compute-thread.js')
  ) {
    super()
    this.piscina = new Piscina({
      filename: threadFile,
      name: 'runTask',
      minThreads: 0,
      maxThreads,
      idleTimeout: idleTimeoutMs,
      resourceLimits: { maxOldGenerationSizeMb: maxMemoryMiB }
    })
    // A thread that ends without a task reports here; the task's own promise tells everything else.
    this.piscina.on('error', () => undefined)
  }

  async run<Input, Answer>(
    { name, module }: ComputeTask<Input, Answer>,
    input: Input,
    { signal, timeoutMs, transfer = [] }: ComputeRun
  ): Promise<Answer> {
    signal.throwIfAborted()
    if (this.isClosed) throw new ComputeFault('crashed', name)
    const deadline = AbortSignal.timeout(timeoutMs)
    try {
      const request: ThreadRequest = { module, input }
      const answer: Answer = await this.piscina.run(request, {
        signal: AbortSignal.any([signal, deadline]),
        transferList: [...transfer]
      })
      return answer
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.aborted) throw new ComputeFault('timeout', name, { cause: error })
      throw new ComputeFault(codeOf(error) === OUT_OF_MEMORY ? 'memory' : 'crashed', name, { cause: error })
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.piscina.destroy()
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
