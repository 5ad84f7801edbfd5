/** `timeout`: it ran too long; `memory`: it needed too much; `crashed`: it threw, or its thread ended. */
export type ComputeFaultKind = 'timeout' | 'memory' | 'crashed'

/** A task that gave no answer. A task that only refuses its input says so in its answer. */
export class ComputeFault extends Error {
  constructor(
    readonly kind: ComputeFaultKind,
    task: string,
    options?: ErrorOptions
  ) {
    super(`The task ${task} ${WORDING[kind]}`, options)
    this.name = 'ComputeFault'
  }
}

const WORDING: Record<ComputeFaultKind, string> = {
  timeout: 'did not end in time',
  memory: 'needed more memory than a thread may have',
  crashed: 'ended without an answer'
}
