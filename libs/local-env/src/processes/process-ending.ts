import type { ChildProcess } from 'node:child_process'

/** How a process ended: its exit code, or the signal that ended it. */
export interface ProcessEnding {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Resolves when the process and its output streams are closed; at once when it could not be started. */
export function endingOf(process: ChildProcess): Promise<ProcessEnding> {
  return new Promise((resolve) => {
    process.once('close', (code, signal) => resolve({ code, signal }))
  })
}

/** Sends the signal and waits; a process that has not ended within the time is killed. */
export async function endProcess(
  process: ChildProcess,
  ending: Promise<ProcessEnding>,
  { signal, timeoutMs }: { signal: NodeJS.Signals; timeoutMs: number }
): Promise<ProcessEnding> {
  process.kill(signal)
  const killer = setTimeout(() => process.kill('SIGKILL'), timeoutMs)
  try {
    return await ending
  } finally {
    clearTimeout(killer)
  }
}
