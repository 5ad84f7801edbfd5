import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { basename } from 'node:path'
import { messageOf } from './error-code'
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
    keepAliveFor(child, true)
    await endProcess(child, ending, { signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT_MS })
  }
  try {
    const ready = await firstOf<Ready>(child, ending, options)
    // Whoever forgets the child can still end, and the child with it.
    keepAliveFor(child, false)
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
      try {
        const message: { progress?: string; ready?: Ready } = JSON.parse(line)
        if (message.progress) options.onProgress?.(message.progress)
        if (message.ready === undefined) return
        clearTimeout(timer)
        resolve(message.ready)
      } catch (error) {
        reject(new Error(`it wrote "${line}"`, { cause: error }))
      }
    })
    void ending.finally(() => clearTimeout(timer))
  })
}

/** Does this process stay alive for the child's sake? */
function keepAliveFor(child: ChildProcess, isNeeded: boolean): void {
  const pipes = [child.stdin, child.stdout, child.stderr].filter((pipe) => pipe instanceof Socket)
  for (const handle of [child, ...pipes]) {
    if (isNeeded) handle.ref()
    else handle.unref()
  }
}
