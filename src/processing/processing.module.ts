import { Module } from '@nestjs/common'
import { AssessmentsModule } from '../assessments/assessments.module'
import { BackendModule } from '../backend/backend.module'
import { NotificationModule } from '../notification/notification.module'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { ProcessAssessmentUseCase } from './process-assessment.use-case'
import { ReportFailureUseCase } from './report-failure.use-case'

@Module({
  imports: [AssessmentsModule, BackendModule, NotificationModule, ReferenceDataModule],
  providers: [ProcessAssessmentUseCase, ReportFailureUseCase],
  exports: [ProcessAssessmentUseCase, ReportFailureUseCase]
})
export class ProcessingModule {}
