import type { WorkerPlace } from './worker-place'

const EVERY_MS = 1000
const ANSWER_WITHIN_MS = 1000
/** In a row. */
const FAILURES = 3
/** A worker that has never answered is still starting, but not for ever. */
const START_UP_GRACE_MS = 30_000

/** What the platform does: asks for /health, and ends a worker that does not answer it with 200 any longer. */
export class PlatformHealthCheck {
  private timer: NodeJS.Timeout | undefined
  private asked: WorkerPlace['worker']
  private graceUntil = 0
  private failures = 0

  constructor(private readonly place: WorkerPlace) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Whether the worker of the moment answers well. */
  async isGood(): Promise<boolean> {
    const { worker } = this.place
    return worker !== undefined && answersWell(worker.port)
  }

  private async look(): Promise<void> {
    const { worker } = this.place
    if (worker === undefined) return
    if (worker !== this.asked) {
      this.asked = worker
      this.graceUntil = performance.now() + START_UP_GRACE_MS
      this.failures = 0
    }
    const isHealthy = await answersWell(worker.port)
    if (isHealthy) this.graceUntil = 0
    this.failures = isHealthy || performance.now() < this.graceUntil ? 0 : this.failures + 1
    if (this.failures >= FAILURES && worker === this.place.worker) this.place.kill('its health check failed')
  }
}

async function answersWell(port: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // No answer in time, or nobody listens.
    return false
  }
}
