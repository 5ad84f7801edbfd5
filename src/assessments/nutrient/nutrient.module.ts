import { Module } from '@nestjs/common'
import { BatchRatesCalculator } from './calculators/batch-rates.calculator'
import { LandUseTotalsCalculator } from './calculators/land-use-totals.calculator'
import { LandUseUpliftCalculator } from './calculators/land-use-uplift.calculator'
import { MajorityOverlapCalculator } from './calculators/majority-overlap.calculator'
import { OccupancyRatesCalculator } from './calculators/occupancy-rates.calculator'
import { PrecautionaryBufferCalculator } from './calculators/precautionary-buffer.calculator'
import { SiteLandUseCalculator } from './calculators/site-land-use.calculator'
import { SudsReductionCalculator } from './calculators/suds-reduction.calculator'
import { WastewaterLoadCalculator } from './calculators/wastewater-load.calculator'
import { NutrientAssessment } from './nutrient.assessment'
import { NutrientBatch } from './nutrient.batch'
import {
  GreenspacePolicy,
  NutrientPolicies,
  PrecautionaryBufferPolicy,
  SudsPolicy,
  WastewaterPolicy
} from './nutrient.policy'
import { NutrientRates } from './nutrient.rates'
import { NutrientReferenceData } from './nutrient.reference-data'
import { NutrientReport } from './nutrient.report'
import { NutrientWastewater } from './nutrient.wastewater'
import { NutrientWorks } from './nutrient.works'

@Module({
  providers: [
    NutrientAssessment,
    NutrientBatch,
    NutrientReferenceData,
    NutrientPolicies,
    NutrientRates,
    NutrientReport,
    NutrientWorks,
    NutrientWastewater,
    GreenspacePolicy,
    PrecautionaryBufferPolicy,
    SudsPolicy,
    WastewaterPolicy,
    BatchRatesCalculator,
    LandUseTotalsCalculator,
    LandUseUpliftCalculator,
    MajorityOverlapCalculator,
    OccupancyRatesCalculator,
    PrecautionaryBufferCalculator,
    SiteLandUseCalculator,
    SudsReductionCalculator,
    WastewaterLoadCalculator
  ]
})
export class NutrientModule {}
