import { setTimeout as sleep } from 'node:timers/promises'
import { TcpFaultProxy, type WorkerProcess } from '@nrf/local-env'
import type { AssessmentService, Settings } from '../../flow/assessment-service'
import type { History } from '../history/history'
import { PATIENCE_MS } from '../../flow/until'

/** More than any run needs: a worker that cannot start is not started for ever. */
const MOST_STARTS = 2000
const PAUSE_BEFORE_RESTART_MS = 50

interface PlaceOptions {
  readonly service: AssessmentService
  readonly history: History
  readonly settings: Settings
  readonly file?: string
}

/** Where one worker runs, with a way to the database of its own; the worker may be killed and started again. */
export class WorkerPlace {
  /** The worker of the moment; undefined before the first and while there is none. */
  worker: WorkerProcess | undefined
  private isKept = false
  private starts = 0
  private running: Promise<void> = Promise.resolve()

  private constructor(
    /** Also its access key id, which tells its calls to SQS from those of others, and the name of its sessions. */
    readonly name: string,
    readonly database: TcpFaultProxy,
    private readonly service: AssessmentService,
    private readonly history: History,
    private readonly settings: Settings,
    private readonly file: string | undefined
  ) {}

  static async open(name: string, { service, history, settings, file }: PlaceOptions): Promise<WorkerPlace> {
    const { proxy, url } = await TcpFaultProxy.before(service.databaseUrl)
    const own = { ...settings, DATABASE_URL: withName(url, name), AWS_ACCESS_KEY_ID: name }
    return new WorkerPlace(name, proxy, service, history, own, file)
  }

  /** Starts a worker and waits until it is ready. */
  async start(settings: Settings = {}): Promise<WorkerProcess> {
    const worker = await this.begin(settings)
    await worker.ready(PATIENCE_MS)
    return worker
  }

  /** Starts a worker without waiting for it. */
  async begin(settings: Settings = {}): Promise<WorkerProcess> {
    this.starts += 1
    if (this.starts > MOST_STARTS) throw new Error(`${this.name} was started ${MOST_STARTS} times`)
    const worker = await this.service.beginWorker({ ...this.settings, ...settings }, this.file)
    this.worker = worker
    this.history.add({ kind: 'worker', worker: this.name, what: 'started' })
    return worker
  }

  /** Starts a worker, and another one whenever it ends, until it is let go. */
  async keep(): Promise<void> {
    this.isKept = true
    const worker = await this.start()
    this.running = this.replace(worker)
  }

  /** Ends the worker as a crash would, at once; nothing that it does afterwards is seen. */
  kill(reason: string): void {
    const pid = this.worker?.pid
    if (pid === undefined) return
    this.worker = undefined
    process.kill(pid, 'SIGKILL')
    this.history.add({ kind: 'worker', worker: this.name, what: `killed: ${reason}` })
  }

  async close(): Promise<void> {
    this.isKept = false
    await this.worker?.stop()
    await this.running
    await this.database.stop()
  }

  private async replace(first: WorkerProcess): Promise<void> {
    for (let worker = first; ; worker = await this.begin()) {
      const { code, signal } = await worker.ended
      this.history.add({ kind: 'worker', worker: this.name, what: `ended with ${signal ?? code}` })
      if (!this.isKept) return
      await sleep(PAUSE_BEFORE_RESTART_MS)
      if (!this.isKept) return
    }
  }
}

function withName(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('application_name', name)
  return url.href
}
