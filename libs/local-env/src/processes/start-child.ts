import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { basename } from 'node:path'
import { endingOf, endProcess, type ProcessEnding } from './process-ending'
import { TextTail } from './text-tail'

const STOP_TIMEOUT_MS = 20_000

export interface ChildOptions {
  /** Compiled program that uses the child protocol. */
  readonly file: string
  readonly config: object
  readonly readyWithinMs: number
  readonly onProgress?: (sentence: string) => void
}

export interface RunningChild<Ready> {
  readonly pid: number
  /** What the child told when it was ready. */
  readonly ready: Ready
  readonly stop: () => Promise<void>
}

/**
 * Starts a child process and waits until it is ready. The child ends by itself when this process goes away, in
 * whatever way.
 *
 * @throws Error with the end of the child's error output when it ends or stays silent instead
 */
export async function startChild<Ready>(options: ChildOptions): Promise<RunningChild<Ready>> {
  // In a process group of its own: Ctrl-C in the terminal reaches the parent, which stops things in order.
  const child = spawn(process.execPath, [options.file, JSON.stringify(options.config)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true
  })
  const errors = new TextTail()
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => errors.add(chunk))
  // A write end that breaks means that the child is gone; its ending tells that.
  child.stdin.on('error', () => child.stdin.destroy())
  const ending = endingOf(child)
  const stop = async () => {
    await endProcess(child, ending, { signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT_MS })
  }
  try {
    const ready = await firstOf<Ready>(child, ending, options)
    return { pid: child.pid!, ready, stop }
  } catch (error) {
    await stop()
    throw new Error(`${basename(options.file)} did not start: ${messageOf(error)}\n${errors.toString()}`, {
      cause: error
    })
  }
}

function firstOf<Ready>(
  child: ChildProcess,
  ending: Promise<ProcessEnding>,
  options: ChildOptions
): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready within ${options.readyWithinMs / 1000} s`)),
      options.readyWithinMs
    )
    child.once('error', reject)
    void ending.then(({ code, signal }) => reject(new Error(`ended with ${signal ?? `exit code ${code}`}`)))
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message: { progress?: string; ready?: Ready } = JSON.parse(line)
      if (message.progress) options.onProgress?.(message.progress)
      if (message.ready === undefined) return
      clearTimeout(timer)
      resolve(message.ready)
    })
    void ending.finally(() => clearTimeout(timer))
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
