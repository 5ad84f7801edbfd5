import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { childFile, compiledFile } from '../processes/compiled-file'
import { endingOf, endProcess, type ProcessEnding } from '../processes/process-ending'
import { residentMiB } from '../processes/resident-memory'
import { TextTail } from '../processes/text-tail'

const WAIT_MS = 30_000
const STOP_TIMEOUT_MS = 60_000
const READY_POLL_MS = 50
const READY_REQUEST_TIMEOUT_MS = 2000

/** One JSON line of the worker's log. */
export type WorkerLog = Readonly<Record<string, unknown>>

export interface WorkerOptions {
  /** The whole environment of the worker, apart from `PATH` and `HOME`; `PORT` must be there. */
  readonly env: Readonly<Record<string, string>>
  /** Compiled program; default is the service itself. */
  readonly file?: string
}

/** The real worker as its own process. It ends by itself when this process goes away. */
export class WorkerProcess {
  /** Log lines so far, oldest first. */
  readonly logs: WorkerLog[] = []
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<ProcessEnding>
  private readonly otherOutput = new TextTail()
  private readonly lines: Interface
  private readonly watchers = new Set<() => void>()

  private constructor(
    private readonly process: ChildProcess,
    /** Port of `/health` and the other pages for operators. */
    readonly port: string
  ) {
    this.ended = endingOf(process)
    process.stdin?.on('error', () => process.stdin?.destroy())
    process.stderr?.setEncoding('utf8').on('data', (chunk: string) => this.otherOutput.add(chunk))
    this.lines = createInterface({ input: process.stdout! }).on('line', (line) => this.keep(line))
    process.once('error', (error) => this.otherOutput.add(error.message))
  }

  static start({ env, file = compiledFile('src/main.js') }: WorkerOptions): WorkerProcess {
    const { PATH = '', HOME = '' } = process.env
    const worker = spawn(process.execPath, ['--require', childFile('end-with-parent'), file], {
      env: { PATH, HOME, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C in the terminal reaches this process only, which then stops the worker before its surroundings.
      detached: true
    })
    return new WorkerProcess(worker, env.PORT)
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null
  }

  get pid(): number | undefined {
    return this.process.pid
  }

  /** What was written that is not a JSON line: the last 4000 characters. */
  get output(): string {
    return this.otherOutput.toString()
  }

  /**
   * First log line, past ones included, that meets the predicate.
   * @throws Error with the output when the worker ends before, or the time is up
   */
  async waitForLog(predicate: (log: WorkerLog) => boolean, timeoutMs = WAIT_MS): Promise<WorkerLog> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.logs.find(predicate)
        if (found) finish(() => resolve(found))
      }
      const fail = (reason: string) =>
        finish(() => reject(new Error(`No such log line: ${reason}\n${this.tail()}`)))
      const timer = setTimeout(() => fail(`none within ${timeoutMs} ms`), timeoutMs)
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.watchers.delete(look)
        settle()
      }
      this.watchers.add(look)
      look()
      void this.ended.then(({ code, signal }) =>
        fail(`the worker ended with ${signal ?? `exit code ${code}`}`)
      )
    })
  }

  /**
   * Resolves when the worker says that it is ready for jobs.
   * @throws Error with the output when it ends before, or the time is up
   */
  async ready(timeoutMs = WAIT_MS): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!(await this.isReady())) {
      if (this.hasEnded) {
        throw new Error(`The worker ended before it was ready\n${this.tail()}`)
      }
      if (Date.now() > deadline)
        throw new Error(`The worker is not ready after ${timeoutMs} ms\n${this.tail()}`)
      await delay(READY_POLL_MS)
    }
  }

  /** Leaves what the worker writes unread, as a log router does that hangs. */
  stopReading(): void {
    this.lines.pause()
  }

  readOn(): void {
    this.lines.resume()
  }

  /** Resident memory in MiB. */
  rssMiB(): number {
    return residentMiB(this.process.pid!)
  }

  /** Sends the signal and waits for the end; after a minute the worker is killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProcessEnding & { readonly afterMs: number }> {
    const start = performance.now()
    const ending = await endProcess(this.process, this.ended, { signal, timeoutMs: STOP_TIMEOUT_MS })
    return { ...ending, afterMs: performance.now() - start }
  }

  /** Ends the worker as a crash would. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.ended
  }

  private async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`, {
        signal: AbortSignal.timeout(READY_REQUEST_TIMEOUT_MS)
      })
      await answer.arrayBuffer()
      return answer.ok
    } catch {
      // Nobody listens yet.
      return false
    }
  }

  private keep(line: string): void {
    const log = parseLine(line)
    if (log) this.logs.push(log)
    else this.otherOutput.add(`${line}\n`)
    for (const look of this.watchers) look()
  }

  private tail(): string {
    const lastLogs = this.logs.slice(-5).map((log) => JSON.stringify(log))
    return [...lastLogs, this.output].join('\n')
  }
}

function parseLine(line: string): WorkerLog | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isLog(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isLog(value: unknown): value is WorkerLog {
  return typeof value === 'object' && value !== null
}
