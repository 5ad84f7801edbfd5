import { Module } from '@nestjs/common'
import { AssessmentsModule } from '../assessments/assessments.module'
import { BackendModule } from '../backend/backend.module'
import { JOB_OPTIONS, type JobOptions } from '../config/config.tokens'
import { LedgerModule } from '../ledger/ledger.module'
import { NotificationModule } from '../notification/notification.module'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { UploadsModule } from '../uploads/uploads.module'
import { AssessmentWork } from './assessment-work'
import { EmailEffect } from './email-effect'
import { EmailFollowUp } from './email-follow-up'
import { FailurePolicy } from './failure-policy'
import { IntendedEffects } from './intended-effects'
import { JobDetails } from './job-details'
import { JobEffects } from './job-effects'
import { JobReport } from './job-report'
import { JobSweeper } from './job-sweeper'
import { JobRunner } from './job.runner'
import { LedgerRound } from './ledger-round'
import { ProcessAssessmentUseCase } from './process-assessment.use-case'
import { QuarantineMessageUseCase } from './quarantine-message.use-case'
import { ResultEffect } from './result-effect'
import { SiteBoundary } from './site-boundary'

@Module({
  imports: [
    AssessmentsModule,
    BackendModule,
    LedgerModule,
    NotificationModule,
    ReferenceDataModule,
    UploadsModule
  ],
  providers: [
    AssessmentWork,
    IntendedEffects,
    EmailEffect,
    EmailFollowUp,
    ResultEffect,
    SiteBoundary,
    JobEffects,
    JobDetails,
    JobReport,
    JobRunner,
    LedgerRound,
    JobSweeper,
    ProcessAssessmentUseCase,
    QuarantineMessageUseCase,
    {
      provide: FailurePolicy,
      inject: [JOB_OPTIONS],
      useFactory: (options: JobOptions) => new FailurePolicy(options)
    }
  ],
  exports: [ProcessAssessmentUseCase, QuarantineMessageUseCase]
})
export class ProcessingModule {}
