import { setTimeout as wait } from 'node:timers/promises'
import { Inject, Injectable, Optional } from '@nestjs/common'
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus'
import { HEALTH_CLOCK, type Clock } from '../clock'
import { QueueActivity } from '../queue-activity'
import { READINESS_PROBES, type Readiness, type ReadinessProbe } from '../readiness-probe'
import { boundedText } from './bounded-text'
import { hasPolledOnce } from './worker-state.indicator'

const CACHE_MS = 5_000
const TIME_LIMIT_MS = 2_000

interface ProbeResult extends Readiness {
  readonly name: string
  readonly isRequired: boolean
}

/** Whether jobs can be taken and can succeed: receives succeed and every required probe says yes. */
@Injectable()
export class ReadinessIndicator {
  private readonly running = new Map<ReadinessProbe, Promise<Readiness>>()
  private cached: { readonly at: number; readonly results: Promise<ProbeResult[]> } | undefined

  constructor(
    @Inject(READINESS_PROBES) private readonly probes: readonly ReadinessProbe[],
    private readonly activity: QueueActivity,
    private readonly results: HealthIndicatorService,
    @Optional() @Inject(HEALTH_CLOCK) private readonly now: Clock = Date.now
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const answers = (await this.probeAll()).map(({ name, isReady, isRequired, detail }) => {
      const result = this.results.check(name)
      return isReady || !isRequired ? result.up({ isReady, detail }) : result.down({ isReady, detail })
    })
    return Object.assign({}, this.checkFirstPoll(), this.checkReceiving(), ...answers)
  }

  /** Asks all probes at once; answers are kept for 5 s, and nobody waits for one longer than 2 s. */
  probeAll(): Promise<ProbeResult[]> {
    if (!this.cached || this.now() - this.cached.at >= CACHE_MS) {
      this.cached = { at: this.now(), results: Promise.all(this.probes.map((probe) => this.ask(probe))) }
    }
    return this.cached.results
  }

  private checkFirstPoll(): HealthIndicatorResult {
    const result = this.results.check('first_poll')
    const isOver = hasPolledOnce(this.activity.status().queues)
    return isOver ? result.up() : result.down('The first receive is not over')
  }

  /** Without the access to its queue a worker does nothing; that is for others to put right. */
  private checkReceiving(): HealthIndicatorResult {
    const result = this.results.check('receiving')
    const failures = this.activity
      .status()
      .queues.flatMap(({ name, lastPollError }) =>
        lastPollError ? [`${name}: ${lastPollError.message}`] : []
      )
    return failures.length === 0 ? result.up() : result.down({ detail: boundedText(failures.join('; ')) })
  }

  private async ask(probe: ReadinessProbe): Promise<ProbeResult> {
    const { isReady, detail } = await this.answerInTime(probe)
    return { name: probe.name, isRequired: probe.isRequired, isReady, detail: boundedText(detail) }
  }

  private async answerInTime(probe: ReadinessProbe): Promise<Readiness> {
    const timer = new AbortController()
    const tooLate = async (): Promise<Readiness> => {
      await wait(TIME_LIMIT_MS, undefined, { signal: timer.signal, ref: false })
      return { isReady: false, detail: `No answer within ${TIME_LIMIT_MS} ms` }
    }
    try {
      return await Promise.race([this.runOnce(probe), tooLate()])
    } catch (error) {
      return { isReady: false, detail: error instanceof Error ? error.message : String(error) }
    } finally {
      timer.abort()
    }
  }

  /** A probe that hangs is not asked a second time while it hangs. */
  private runOnce(probe: ReadinessProbe): Promise<Readiness> {
    const running = this.running.get(probe)
    if (running) return running
    const answer = askSafely(probe).finally(() => this.running.delete(probe))
    this.running.set(probe, answer)
    return answer
  }
}

/** Turns an exception thrown before the first await into a rejection. */
async function askSafely(probe: ReadinessProbe): Promise<Readiness> {
  return probe.check()
}
