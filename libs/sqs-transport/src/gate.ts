import { settlesWithin } from './delay'
import { EmitEvent } from './sqs-transport.events'

const CHECK_TIMEOUT_MS = 5000

/**
 * Decides whether a queue may be received from, for example "the database answers". Asked before each receive and
 * once a second while a long poll waits, so answer from a cache. An error, or no answer within 5 s, means closed.
 */
export interface Gate {
  readonly name: string
  isOpen(): boolean | Promise<boolean>
}

/** Asks all gates of a queue and tells when one of them changes. */
export class GateKeeper {
  private readonly closed = new Set<string>()
  private checking: Promise<boolean> | undefined

  constructor(
    private readonly queue: string,
    private readonly gates: readonly Gate[],
    private readonly emit: EmitEvent
  ) {}

  get closedGates(): string[] {
    return [...this.closed]
  }

  get hasGates(): boolean {
    return this.gates.length > 0
  }

  async areOpen(): Promise<boolean> {
    this.checking ??= this.checkAll().finally(() => {
      this.checking = undefined
    })
    return this.checking
  }

  private async checkAll(): Promise<boolean> {
    await Promise.all(this.gates.map((gate) => this.check(gate)))
    return this.closed.size === 0
  }

  private async check(gate: Gate): Promise<void> {
    try {
      this.note(gate.name, await answerOf(gate))
    } catch (error) {
      this.note(gate.name, false, error)
    }
  }

  private note(gate: string, isOpen: boolean, error?: unknown): void {
    if (isOpen === !this.closed.has(gate)) return
    if (isOpen) this.closed.delete(gate)
    else this.closed.add(gate)
    this.emit(
      isOpen
        ? { type: 'gate_opened', queue: this.queue, gate }
        : { type: 'gate_closed', queue: this.queue, gate, error }
    )
  }
}

async function answerOf(gate: Gate): Promise<boolean> {
  const answer = gate.isOpen()
  if (typeof answer === 'boolean') return answer
  if (!(await settlesWithin(answer, CHECK_TIMEOUT_MS)))
    throw new Error(`Gate "${gate.name}" did not answer in time`)
  return answer
}
