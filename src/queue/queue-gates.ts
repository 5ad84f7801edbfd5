import { Injectable, Module } from '@nestjs/common'
import { eventLoopGate, memoryGate, type SqsTransportOptions } from '@nrf/sqs-transport'
import { AssessmentReadinessCheck } from '../assessments/assessment-readiness'
import { AssessmentsModule } from '../assessments/assessments.module'
import { BackendAvailability } from '../backend/backend-availability'
import { BackendModule } from '../backend/backend.module'
import { JobLedger } from '../ledger/job-ledger'
import { LedgerModule } from '../ledger/ledger.module'
import { KeptAnswer } from './kept-answer'

type Gate = NonNullable<SqsTransportOptions['queues'][number]['gates']>[number]

const LEDGER_TIMEOUT_MS = 2000

/** What has to be there before a message is received: a job that cannot be done is left in the queue, uncounted. */
@Injectable()
export class QueueGates {
  private readonly ledgerAnswer: KeptAnswer

  constructor(
    private readonly readiness: AssessmentReadinessCheck,
    private readonly backend: BackendAvailability,
    ledger: JobLedger
  ) {
    this.ledgerAnswer = new KeptAnswer(() => ledger.checkSchema(AbortSignal.timeout(LEDGER_TIMEOUT_MS)))
  }

  all(): Gate[] {
    return [
      { name: 'reference_data', isOpen: async () => (await this.readiness.check()).isReady },
      { name: 'ledger', isOpen: () => this.ledgerAnswer.isGood() },
      { name: 'backend', isOpen: () => this.backend.isAvailable() },
      memoryGate(),
      eventLoopGate()
    ]
  }
}

@Module({
  imports: [AssessmentsModule, BackendModule, LedgerModule],
  providers: [QueueGates],
  exports: [QueueGates]
})
export class QueueGatesModule {}
