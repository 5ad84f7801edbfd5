import { Injectable } from '@nestjs/common'
import { SqsServer } from '@nrf/sqs-transport'
import { AssessmentReadinessCheck } from './assessments/assessment-readiness'
import { BackendAvailability } from './backend/backend-availability'
import { Impairments } from './health/impairments'
import { QueueActivity, type QueueActivityStatus, type QueueState } from './health/queue-activity'
import { ReadinessProbe, type Readiness } from './health/readiness-probe'
import { LedgerWatch } from './ledger/ledger-watch'
import { NotifierCondition } from './notification/notifier-condition'
import { MetricsPublisher } from './observability/metrics-publisher'
import { PAUSE_GATE } from './queue/pause-gate'

/** What the transport is doing, in the words of the health module. */
@Injectable()
export class SqsQueueActivity extends QueueActivity {
  constructor(
    private readonly server: SqsServer,
    private readonly ledger: LedgerWatch
  ) {
    super()
  }

  status(): QueueActivityStatus {
    const { isDraining, queues } = this.server.getStatus()
    return { isDraining, queues: queues.map((queue) => this.withPause(queue)) }
  }

  /** To the transport a pause of the operator is one of the closed gates. */
  private withPause(queue: QueueState): QueueState {
    if (!queue.closedGates.includes(PAUSE_GATE)) return queue
    const pause = this.ledger.pauses.find(({ queue: name }) => name === queue.name)
    const closedGates = queue.closedGates.filter((gate) => gate !== PAUSE_GATE)
    return { ...queue, isPaused: true, pause, closedGates }
  }
}

/** The backend answers and takes the key. */
@Injectable()
export class BackendProbe extends ReadinessProbe {
  readonly name = 'backend'

  constructor(private readonly backend: BackendAvailability) {
    super()
  }

  async check(): Promise<Readiness> {
    return { isReady: this.backend.isAvailable(), detail: this.backend.detail() }
  }
}

/** The database answers, and every layer of at least one assessment is active and filled. */
@Injectable()
export class ReferenceDataProbe extends ReadinessProbe {
  readonly name = 'reference_data'

  constructor(private readonly readiness: AssessmentReadinessCheck) {
    super()
  }

  check(): Promise<Readiness> {
    return this.readiness.check()
  }
}

/** The ledger answers and its tables fit this release. */
@Injectable()
export class LedgerProbe extends ReadinessProbe {
  readonly name = 'ledger'

  constructor(private readonly ledger: LedgerWatch) {
    super()
  }

  async check(): Promise<Readiness> {
    await this.ledger.check()
    return { isReady: true, detail: 'Its tables fit this release' }
  }
}

/** Notify takes e-mails. Jobs do not wait for it, so a worker is ready without. */
@Injectable()
export class NotifyProbe extends ReadinessProbe {
  readonly name = 'notify'
  override readonly isRequired = false

  constructor(private readonly condition: NotifierCondition) {
    super()
  }

  async check(): Promise<Readiness> {
    const trouble = this.condition.trouble()
    if (trouble === undefined) return { isReady: true, detail: 'Nothing keeps e-mails from going out' }
    return { isReady: false, detail: `E-mails wait since ${trouble.since.toISOString()}: ${trouble.reason}` }
  }
}

/** What does not go as it should beside the queue. */
@Injectable()
export class ServiceImpairments extends Impairments {
  constructor(
    private readonly condition: NotifierCondition,
    private readonly metrics: MetricsPublisher
  ) {
    super()
  }

  list(): readonly string[] {
    const [emails, metrics] = [this.condition.trouble(), this.metrics.trouble()]
    return [
      ...(emails ? [`notify: e-mails wait, ${emails.reason}`] : []),
      ...(metrics ? [`metrics: ${metrics.reason}, since ${metrics.since.toISOString()}`] : [])
    ]
  }
}
