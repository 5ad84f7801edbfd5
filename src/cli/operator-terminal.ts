import { createInterface } from 'node:readline/promises'
import { EXIT_CONFIGURATION, InvalidConfiguration } from '../config/load-config'
import { faultMessage } from './assess/fault-message'
import { INTERRUPTED, REFUSED, thisProcess, type CommandProcess } from './command-process'
import type { ProgressStream } from './progress-bar'

/** What the commands of an operator see of their process. */
export interface OperatorTerminal extends CommandProcess {
  readonly out: { write(text: string): unknown }
  readonly err: ProgressStream
  /** What the operator answers; null where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | null>
}

export const thisTerminal: OperatorTerminal = {
  ...thisProcess,
  out: process.stdout,
  err: process.stderr,
  ask: askAtTerminal
}

/** Runs a command to its exit code; whatever goes wrong is one sentence on stderr. */
export async function runForOperator(
  terminal: OperatorTerminal,
  work: (signal: AbortSignal) => Promise<number>
): Promise<void> {
  const stop = new AbortController()
  const ignoreInterrupts = terminal.onInterrupt(() => stop.abort(new Error('Stopped')))
  try {
    const code = await work(stop.signal)
    terminal.setExitCode(stop.signal.aborted ? INTERRUPTED : code)
  } catch (error) {
    terminal.setExitCode(stop.signal.aborted ? INTERRUPTED : exitCodeOf(error))
    terminal.err.write(`${stop.signal.aborted ? 'Stopped' : faultMessage(error)}\n`)
  } finally {
    ignoreInterrupts()
  }
}

function exitCodeOf(error: unknown): number {
  return error instanceof InvalidConfiguration ? EXIT_CONFIGURATION : REFUSED
}

async function askAtTerminal(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}
