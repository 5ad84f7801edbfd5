import { createInterface } from 'node:readline/promises'
import { EXIT_CONFIGURATION, InvalidConfiguration } from '../config/load-config'
import { faultMessage } from './assess/fault-message'
import type { ProgressStream } from './progress-bar'

export const DONE = 0
export const REFUSED = 1
export const WRONG_USAGE = 2
const INTERRUPTED = 130

/** What the commands of an operator see of their process. */
export interface OperatorTerminal {
  readonly out: { write(text: string): unknown }
  readonly err: ProgressStream
  /** Ends the process on wrong usage or after help. */
  readonly exit: (code: number) => never
  /** The code with which the process ends when its work is done. */
  readonly setExitCode: (code: number) => void
  /** Calls back on Ctrl-C; returns what stops that. */
  readonly onInterrupt: (stop: () => void) => () => void
  /** What the operator answers; null where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | null>
}

export const thisTerminal: OperatorTerminal = {
  out: process.stdout,
  err: process.stderr,
  exit: (code) => process.exit(code),
  setExitCode: (code) => {
    process.exitCode = code
  },
  onInterrupt: (stop) => {
    process.once('SIGINT', stop).once('SIGTERM', stop)
    return () => process.off('SIGINT', stop).off('SIGTERM', stop)
  },
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
