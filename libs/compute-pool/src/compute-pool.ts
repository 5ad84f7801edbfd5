/**
 * A pure function that runs on another thread: the export `task` of a module without side effects. Input and answer
 * are plain data (structured clone), so refusals that the caller has to tell apart belong into the answer.
 */
export interface ComputeTask<Input, Answer> {
  readonly name: string
  /** Absolute path of the compiled module, without its extension. */
  readonly module: string
  /** Never set; it carries the types. */
  readonly types?: (input: Input) => Answer
}

export interface ComputeRun {
  readonly signal: AbortSignal
  /** From the call to the answer, the wait for a thread included. */
  readonly timeoutMs: number
  /** Memory of the input that moves to the other thread instead of being copied; it is empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[]
}

/** Runs CPU-heavy pure functions away from the event loop. */
export abstract class ComputePool {
  /** @throws ComputeFault, or the signal's reason */
  abstract run<Input, Answer>(
    task: ComputeTask<Input, Answer>,
    input: Input,
    run: ComputeRun
  ): Promise<Answer>

  /** Ends every thread; tasks that still run fail. */
  abstract close(): Promise<void>
}
