import { Module } from '@nestjs/common'
import { DiscoveryModule } from '@nestjs/core'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { AssessmentReadinessCheck } from './assessment-readiness'
import { AssessmentRegistry } from './assessment.registry'
import { AssessmentRunner } from './assessment.runner'
import { DataInUse } from './data-in-use'
import { GreatCrestedNewtModule } from './great-crested-newt/great-crested-newt.module'
import { NutrientModule } from './nutrient/nutrient.module'

/** One line per assessment. */
@Module({
  imports: [DiscoveryModule, ReferenceDataModule, NutrientModule, GreatCrestedNewtModule],
  providers: [AssessmentRegistry, AssessmentRunner, AssessmentReadinessCheck, DataInUse],
  exports: [AssessmentRegistry, AssessmentRunner, AssessmentReadinessCheck, DataInUse]
})
export class AssessmentsModule {}
