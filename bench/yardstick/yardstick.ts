import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CostMeter } from '../jobs/cost-meter'
import type { BenchSite } from '../jobs/sites'

/** What the parent tells the child, in this order. */
export type YardstickOrder =
  { readonly kind: 'warm-up'; readonly task: YardstickTask } | { readonly kind: 'go' | 'end' }

/** What the child tells the parent: that it is warm, then the result; or that it failed. */
export type YardstickNews =
  { readonly startMs: number } | { readonly result: YardstickRun } | { readonly error: string }

export interface YardstickTask {
  readonly databaseUrl: string
  /** Each is asked about once. */
  readonly sites: readonly BenchSite[]
}

export interface YardstickRun {
  readonly elapsedMs: number
  readonly latenciesMs: readonly number[]
  /** Of all sites together, as the statements. */
  readonly nodeCpuMs: number
  readonly statements: number
  readonly peakRssMiB: number
}

export interface YardstickResult extends YardstickRun {
  readonly startMs: number
  readonly postgresCpuMs: number
}

/** A national run takes minutes where the machine has other work. */
const PATIENCE_MS = 20 * 60_000

/**
 * The naive form in a process of its own, without queue, ledger and backend: what a machine makes of it tells how
 * fast the machine is. The server is read right before and after the timed part, while its connections are open.
 */
export class Yardstick {
  private readonly child: ChildProcess
  private readonly over = new AbortController()

  constructor() {
    this.child = fork(join(__dirname, 'yardstick.child.js'))
    this.child.once('exit', (code, signal) =>
      this.over.abort(new Error(`The yardstick ended with ${signal ?? `exit code ${code}`}`))
    )
  }

  async run(task: YardstickTask, meter: CostMeter): Promise<YardstickResult> {
    this.tell({ kind: 'warm-up', task })
    const { startMs } = await this.hear('startMs')
    const before = await meter.read()
    this.tell({ kind: 'go' })
    const { result } = await this.hear('result')
    const after = await meter.read()
    this.tell({ kind: 'end' })
    return { ...result, startMs, postgresCpuMs: after.postgresMs - before.postgresMs }
  }

  async stop(): Promise<void> {
    if (this.over.signal.aborted) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
  }

  private tell(order: YardstickOrder): void {
    this.child.send(order)
  }

  private async hear<Kind extends 'startMs' | 'result'>(
    kind: Kind
  ): Promise<Extract<YardstickNews, Record<Kind, unknown>>> {
    const signal = AbortSignal.any([this.over.signal, AbortSignal.timeout(PATIENCE_MS)])
    const [news]: YardstickNews[] = await once(this.child, 'message', { signal }).catch((error: unknown) => {
      throw new Error(`The yardstick did not tell ${kind}`, { cause: signal.reason ?? error })
    })
    if ('error' in news) throw new Error(`The yardstick failed: ${news.error}`)
    if (!tells(news, kind)) throw new Error(`The yardstick told something else than ${kind}`)
    return news
  }
}

function tells<Kind extends 'startMs' | 'result'>(
  news: YardstickNews,
  kind: Kind
): news is Extract<YardstickNews, Record<Kind, unknown>> {
  return kind in news
}
