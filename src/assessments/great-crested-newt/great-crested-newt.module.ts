import { Module } from '@nestjs/common'
import { EdpSplitCalculator } from './calculators/edp-split.calculator'
import { HabitatImpactCalculator } from './calculators/habitat-impact.calculator'
import { HighestZoneCalculator } from './calculators/highest-zone.calculator'
import { PondFrequencyCalculator } from './calculators/pond-frequency.calculator'
import { GreatCrestedNewtAssessment } from './great-crested-newt.assessment'
import { NewtSearchPolicy } from './great-crested-newt.policy'
import { NewtReferenceData } from './great-crested-newt.reference-data'

@Module({
  providers: [
    GreatCrestedNewtAssessment,
    NewtReferenceData,
    NewtSearchPolicy,
    HabitatImpactCalculator,
    HighestZoneCalculator,
    PondFrequencyCalculator,
    EdpSplitCalculator
  ]
})
export class GreatCrestedNewtModule {}
