import { Injectable } from '@nestjs/common'
import { SqsServer } from '@nrf/sqs-transport'
import { AssessmentReadinessCheck } from './assessments/assessment-readiness'
import { BackendAvailability } from './backend/backend-availability'
import { QueueActivity, type QueueActivityStatus } from './health/queue-activity'
import { ReadinessProbe, type Readiness } from './health/readiness-probe'
import { JobLedger } from './ledger/job-ledger'

/** Shorter than the patience of the readiness check, so that its own words are shown. */
const LEDGER_TIMEOUT_MS = 1500

/** What the transport is doing, in the words of the health module. */
@Injectable()
export class SqsQueueActivity extends QueueActivity {
  constructor(private readonly server: SqsServer) {
    super()
  }

  status(): QueueActivityStatus {
    return this.server.getStatus()
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

  constructor(private readonly ledger: JobLedger) {
    super()
  }

  async check(): Promise<Readiness> {
    await this.ledger.checkSchema(AbortSignal.timeout(LEDGER_TIMEOUT_MS))
    return { isReady: true, detail: 'Its tables fit this release' }
  }
}
