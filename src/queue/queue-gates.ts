import { Injectable, Module } from '@nestjs/common'
import { eventLoopGate, memoryGate, type SqsTransportOptions } from '@nrf/sqs-transport'
import { AssessmentReadinessCheck } from '../assessments/assessment-readiness'
import { AssessmentsModule } from '../assessments/assessments.module'
import { BackendAvailability } from '../backend/backend-availability'
import { BackendModule } from '../backend/backend.module'
import { LedgerWatch } from '../ledger/ledger-watch'
import { LedgerModule } from '../ledger/ledger.module'
import { pauseGate } from './pause-gate'

type Gate = NonNullable<SqsTransportOptions['queues'][number]['gates']>[number]

/** What has to be there before a message is received: a job that cannot be done is left in the queue, uncounted. */
@Injectable()
export class QueueGates {
  constructor(
    private readonly readiness: AssessmentReadinessCheck,
    private readonly backend: BackendAvailability,
    private readonly ledger: LedgerWatch
  ) {}

  of(queue: string): Gate[] {
    return [
      pauseGate(queue, this.ledger),
      { name: 'reference_data', isOpen: async () => (await this.readiness.check()).isReady },
      { name: 'ledger', isOpen: () => this.isLedgerFit() },
      { name: 'backend', isOpen: () => this.backend.isAvailable() },
      memoryGate(),
      eventLoopGate()
    ]
  }

  /** @throws LedgerSchemaUnfit, DatabaseUnavailable */
  private async isLedgerFit(): Promise<boolean> {
    await this.ledger.check()
    return true
  }
}

@Module({
  imports: [AssessmentsModule, BackendModule, LedgerModule],
  providers: [QueueGates],
  exports: [QueueGates]
})
export class QueueGatesModule {}
