import { Injectable } from '@nestjs/common'
import { QueueActivity, type QueueState } from '../queue-activity'
import { boundedText } from './bounded-text'
import { EventLoopIndicator } from './event-loop.indicator'
import { ReadinessIndicator } from './readiness.indicator'
import { WorkerStateIndicator } from './worker-state.indicator'

const BYTES_PER_MIB = 1024 * 1024

/** Everything that helps to understand a worker that is up but does not work; no secrets, no addresses. */
@Injectable()
export class HealthDetail {
  constructor(
    private readonly activity: QueueActivity,
    private readonly worker: WorkerStateIndicator,
    private readonly eventLoop: EventLoopIndicator,
    private readonly readiness: ReadinessIndicator
  ) {}

  async describe() {
    return {
      uptimeSeconds: Math.round(process.uptime()),
      worker: this.worker.describe(),
      queues: this.activity.status().queues.map(describeQueue),
      probes: await this.readiness.probeAll(),
      eventLoop: { p99Ms: this.eventLoop.p99Ms },
      memory: describeMemory()
    }
  }
}

function describeQueue({ lastPollError, ...queue }: QueueState) {
  const { name, isPaused, isHeldBack, pause, closedGates, slotsBusy, slotsTotal, slotsStuck } = queue
  return {
    name,
    isPaused,
    isHeldBack,
    pause: pause && { since: pause.since, reason: pause.reason && boundedText(pause.reason) },
    closedGates,
    slotsBusy,
    slotsTotal,
    slotsStuck,
    pollStartedAt: queue.pollStartedAt,
    lastPollFinishedAt: queue.lastPollFinishedAt,
    lastHeartbeatAt: queue.lastHeartbeatAt,
    oldestHandlerStartedAt: queue.oldestHandlerStartedAt,
    lastPollError: lastPollError && { at: lastPollError.at, message: boundedText(lastPollError.message) }
  }
}

function describeMemory() {
  const { rss, heapUsed, external } = process.memoryUsage()
  const toMiB = (bytes: number): number => Math.round(bytes / BYTES_PER_MIB)
  return { rssMiB: toMiB(rss), heapUsedMiB: toMiB(heapUsed), externalMiB: toMiB(external) }
}
