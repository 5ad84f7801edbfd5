import { Module } from '@nestjs/common'
import { JOB_OPTIONS, type JobOptions } from '../config/config.tokens'
import { Database } from '../database/database'
import { DatabaseModule } from '../database/database.module'
import { StatementRunner } from '../database/statement-runner'
import { EventLog } from '../observability/log-events'
import { Metrics } from '../observability/metrics'
import { timed } from '../observability/timed'
import { JobLedger } from './job-ledger'
import { LeaseKeeper } from './lease-keeper'
import { LedgerStanding } from './ledger-standing'
import { LedgerWatch } from './ledger-watch'
import { PostgresJobLedger } from './postgres/postgres-job-ledger'
import { PostgresLedgerStanding } from './postgres/postgres-ledger-standing'

/** What was already done. Needs the option slices of database and ledger, and the event log. */
@Module({
  imports: [DatabaseModule],
  providers: [
    {
      provide: JobLedger,
      inject: [Database, JOB_OPTIONS, { token: Metrics, optional: true }],
      useFactory: (database: Database, options: JobOptions, metrics?: Metrics): JobLedger =>
        timed(
          new PostgresJobLedger(StatementRunner.onAnyConnection(database), options),
          { claim: 'claim', commit: 'commit' },
          metrics
        )
    },
    {
      provide: LedgerStanding,
      inject: [Database],
      useFactory: (database: Database): LedgerStanding =>
        new PostgresLedgerStanding(StatementRunner.onAnyConnection(database))
    },
    {
      provide: LedgerWatch,
      inject: [LedgerStanding],
      useFactory: (standing: LedgerStanding) => new LedgerWatch(standing)
    },
    {
      provide: LeaseKeeper,
      inject: [JobLedger, JOB_OPTIONS, EventLog],
      useFactory: (ledger: JobLedger, options: JobOptions, events: EventLog) =>
        new LeaseKeeper(ledger, options, events)
    }
  ],
  exports: [JobLedger, LeaseKeeper, LedgerStanding, LedgerWatch]
})
export class LedgerModule {}
