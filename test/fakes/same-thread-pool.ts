import { createRequire } from 'node:module'
import { ComputeFault, ComputePool, type ComputeRun, type ComputeTask } from '@nrf/compute-pool'

const load = createRequire(__filename)

/** Calls the function of a task directly. Cannot give up a task that runs. */
export class SameThreadPool extends ComputePool {
  private isClosed = false

  override async run<Input, Answer>(
    { name, module }: ComputeTask<Input, Answer>,
    input: Input,
    { signal, transfer = [] }: ComputeRun
  ): Promise<Answer> {
    signal.throwIfAborted()
    if (this.isClosed) throw new ComputeFault('crashed', name)
    const moved = structuredClone(input, { transfer: [...transfer] })
    const { task }: { task: (value: Input) => Answer } = load(module)
    try {
      return structuredClone(await task(moved))
    } catch (error) {
      throw new ComputeFault('crashed', name, { cause: error })
    }
  }

  override async close(): Promise<void> {
    this.isClosed = true
  }
}
