import { Injectable } from '@nestjs/common'
import type { AssessmentFindings, Impact, Scope } from '../assessment-outcome'
import type { Development } from '../development'
import { MajorityOverlapCalculator } from './calculators/majority-overlap.calculator'
import { nutrientEvidence } from './nutrient.evidence'
import { nutrientFindings } from './nutrient.findings'
import { NutrientPolicies } from './nutrient.policy'
import { nutrientSummary } from './nutrient.summary'
import type { NutrientWorkings } from './nutrient.workings'

/** Puts the workings of one site into tables and words; of its own it only picks the places that are printed. */
@Injectable()
export class NutrientReport {
  constructor(
    private readonly majority: MajorityOverlapCalculator,
    private readonly policies: NutrientPolicies
  ) {}

  of(development: Development, workings: NutrientWorkings): AssessmentFindings {
    const scope = scopeOf(workings)
    const isInScope = scope.status === 'in-scope'
    const places = {
      lpa: this.majority.calculate(workings.overlaps.lpa),
      subcatchment: this.majority.calculate(workings.overlaps.subcatchments)
    }
    return {
      scope,
      impacts: isInScope ? impactsOf(workings) : [],
      summary: isInScope ? nutrientSummary(development, workings, places) : null,
      evidence: nutrientEvidence(development, workings, this.policies.figures()),
      findings: nutrientFindings(development, workings)
    }
  }
}

function scopeOf({ landUse, wastewater }: NutrientWorkings): Scope {
  if (landUse.totals !== null || wastewater.works.isTreatmentWorks) return { status: 'in-scope' }
  return {
    status: 'out-of-scope',
    reason:
      'The site lies outside every nutrient neutrality catchment and drains to no treatment works with a permit.'
  }
}

/** One impact per catchment feature, each with the whole development's totals: nothing is apportioned. */
function impactsOf({ landUse, totals }: NutrientWorkings): Impact[] {
  return (landUse.totals?.entries ?? []).map(({ oid, name }) => ({
    id: oid,
    name,
    figures: [
      {
        name: 'nitrogenTotal',
        label: 'Nitrogen, total with precautionary buffer',
        value: totals.total.nitrogenKgPerYear,
        unit: 'kg/year'
      },
      {
        name: 'phosphorusTotal',
        label: 'Phosphorus, total with precautionary buffer',
        value: totals.total.phosphorusKgPerYear,
        unit: 'kg/year'
      }
    ]
  }))
}
