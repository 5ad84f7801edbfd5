import type { Command } from 'commander'
import { dlqCommand } from '../../src/cli/dlq.command'
import { jobCommand } from '../../src/cli/job.command'
import { queueCommand } from '../../src/cli/queue.command'
import type { OperatorTerminal } from '../../src/cli/operator-terminal'

class ProcessEnded extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

/** What a command has written, and the code that it ends with. */
export interface Written {
  out: string
  err: string
  exitCode: number
}

interface Situation {
  /** What the operator answers; null where nobody can be asked. */
  readonly answer?: string | null
  readonly isTTY?: boolean
  /** Is given what Ctrl-C calls. */
  readonly onInterrupt?: (stop: () => void) => void
}

/** Runs `nrf dlq` in this process. */
export function nrfDlq(
  open: Parameters<typeof dlqCommand>[0],
  args: readonly string[],
  situation?: Situation
): Promise<Written> {
  return run((terminal) => dlqCommand(open, terminal), args, situation)
}

/** Runs `nrf job` in this process. */
export function nrfJob(
  withLedger: Parameters<typeof jobCommand>[0],
  args: readonly string[],
  situation?: Situation
): Promise<Written> {
  return run((terminal) => jobCommand(withLedger, terminal), args, situation)
}

/** Runs `nrf queue` in this process. */
export function nrfQueue(
  withStanding: Parameters<typeof queueCommand>[0],
  args: readonly string[]
): Promise<Written> {
  return run((terminal) => queueCommand(withStanding, terminal), args)
}

async function run(
  make: (terminal: OperatorTerminal) => Command,
  args: readonly string[],
  { answer = null, isTTY = false, onInterrupt }: Situation = {}
): Promise<Written> {
  const written = { out: '', err: '', exitCode: -1 }
  const command = make({
    out: { write: (text) => (written.out += text) },
    err: { isTTY, write: (text) => (written.err += text) },
    exit: (code) => {
      throw new ProcessEnded(code)
    },
    setExitCode: (code) => (written.exitCode = code),
    onInterrupt: (stop) => {
      onInterrupt?.(stop)
      return () => undefined
    },
    ask: async () => answer
  })
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error
    written.exitCode = error.code
  }
  return written
}
