import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { projectFolder } from '../../libs/local-env/src'

const READY_MS = 30_000
const POLL_MS = 10

/** The real worker; its log goes to a file, since whoever reads it would share the processor with it. */
export class BenchWorker {
  private constructor(
    private readonly child: ChildProcess,
    /** From the start of the process to the first answer that it is ready for jobs. */
    readonly startMs: number
  ) {}

  static async start(env: Readonly<Record<string, string>>, logFile: string): Promise<BenchWorker> {
    const { PATH = '', HOME = '' } = process.env
    const startedAt = performance.now()
    const ender = join(projectFolder(), 'dist', 'libs', 'local-env', 'src', 'children', 'end-with-parent.js')
    const main = join(projectFolder(), 'dist', 'src', 'main.js')
    const profiling = process.env.BENCH_PROFILE_FOLDER
    const flags = profiling === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiling}`]
    const log = openSync(logFile, 'w')
    const child = spawn(process.execPath, [...flags, '--require', ender, main], {
      env: { PATH, HOME, ...env },
      stdio: ['pipe', log, 'inherit'],
      detached: true
    })
    closeSync(log)
    await untilReady(child, `http://127.0.0.1:${env.PORT}/health/ready`)
    return new BenchWorker(child, performance.now() - startedAt)
  }

  get pid(): number {
    return this.child.pid!
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + READY_MS
  while (!(await answersWell(url))) {
    if (child.exitCode !== null) throw new Error(`The worker ended with exit code ${child.exitCode}`)
    if (performance.now() > deadline) throw new Error(`The worker is not ready after ${READY_MS / 1000} s`)
    await delay(POLL_MS)
  }
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(READY_MS) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // Nobody listens yet.
    return false
  }
}
