import { Injectable } from '@nestjs/common'
import { SqsServer } from '@nrf/sqs-transport'
import { AssessmentReadinessCheck } from './assessments/assessment-readiness'
import { BackendAvailability } from './backend/backend-availability'
import { QueueActivity, type QueueActivityStatus, type QueueState } from './health/queue-activity'
import { ReadinessProbe, type Readiness } from './health/readiness-probe'
import { LedgerWatch } from './ledger/ledger-watch'
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
