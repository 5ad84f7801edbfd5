import { Injectable } from '@nestjs/common'
import type { FailureCode } from '../failures/failure-codes'
import { JobLedger } from '../ledger/job-ledger'

/** Notes a message that names no job; nobody can be told. */
@Injectable()
export class QuarantineMessageUseCase {
  constructor(private readonly ledger: JobLedger) {}

  /** @throws DatabaseUnavailable */
  execute(messageId: string, code: FailureCode): Promise<void> {
    return this.ledger.quarantine(messageId, code)
  }
}
