export const DONE = 0
export const REFUSED = 1
export const WRONG_USAGE = 2
/** Ended by Ctrl-C. */
export const INTERRUPTED = 130

/** What a command does to the process that it runs in. */
export interface CommandProcess {
  /** Ends the process on wrong usage or after help. */
  readonly exit: (code: number) => never
  /** The code with which the process ends when its work is done. */
  readonly setExitCode: (code: number) => void
  /** Calls back on Ctrl-C; returns what stops that. */
  readonly onInterrupt: (stop: () => void) => () => void
}

export const thisProcess: CommandProcess = {
  exit: (code) => process.exit(code),
  setExitCode: (code) => {
    process.exitCode = code
  },
  onInterrupt: (stop) => {
    process.once('SIGINT', stop).once('SIGTERM', stop)
    return () => process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
