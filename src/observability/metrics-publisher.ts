import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import type { MetricsOptions } from '../config/config.tokens'
import { handToAgent } from './emf/agent-connection'
import type { EmfRecords } from './emf/emf-records'
import type { EventLog } from './log-events'
import type { LogSink } from './log-sink'

/** An hour of records at one flush a minute. */
const MOST_WAITING_FLUSHES = 60

export interface PublisherTrouble {
  readonly since: Date
  readonly reason: string
}

interface PublisherParts {
  readonly options: MetricsOptions
  readonly records: EmfRecords
  readonly log: LogSink
  readonly events: EventLog
}

/**
 * Sends what was measured, once a minute, to the CloudWatch agent beside the service. While the agent is away the
 * records of an hour wait for it, and nothing else does.
 */
export class MetricsPublisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined
  private waiting: string[][] = []
  private currentTrouble: PublisherTrouble | undefined
  private flushing: Promise<void> | undefined

  constructor(
    private readonly parts: PublisherParts,
    private readonly now: () => Date = () => new Date()
  ) {}

  onApplicationBootstrap(): void {
    const { mode, flushSeconds } = this.parts.options
    if (mode === 'off') return
    this.timer = setInterval(() => void this.flush(), flushSeconds * 1000)
    this.timer.unref()
  }

  /** The figures of the last minute go out as well, if the agent takes them. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer === undefined) return
    clearInterval(this.timer)
    await this.flushing
    await this.flush()
  }

  /** Since when and why nothing goes out; undefined when it does. */
  trouble(): PublisherTrouble | undefined {
    return this.currentTrouble
  }

  /** Never rejects; a call during a flush waits for that one. */
  flush(): Promise<void> {
    this.flushing ??= this.sendWaiting().finally(() => {
      this.flushing = undefined
    })
    return this.flushing
  }

  private async sendWaiting(): Promise<void> {
    const { options, records, log } = this.parts
    const drained = records.drain()
    if (options.mode === 'console') return drained.forEach((record) => log.write(`${record}\n`))
    this.waiting = [...this.waiting, drained].slice(-MOST_WAITING_FLUSHES)
    try {
      await handToAgent(options.agent, this.waiting.flat())
      this.waiting = []
      this.noteSent()
    } catch (error) {
      this.noteTrouble(error)
    }
  }

  private noteSent(): void {
    if (this.currentTrouble === undefined) return
    this.currentTrouble = undefined
    this.parts.events.info('metrics_recovered', {}, 'Metrics go out again, those that waited first')
  }

  private noteTrouble(error: unknown): void {
    const { agent } = this.parts.options
    const reason = `no agent at ${agent.host}:${agent.port}, ${error instanceof Error ? error.message : String(error)}`
    if (this.currentTrouble === undefined) {
      const sentence = 'Metrics do not go out; the last hour of them is kept, the work goes on'
      this.parts.events.warn('metrics_impaired', { reason, error }, sentence)
    }
    this.currentTrouble = { since: this.currentTrouble?.since ?? this.now(), reason }
  }
}
