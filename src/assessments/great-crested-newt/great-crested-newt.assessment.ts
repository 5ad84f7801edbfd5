import { Injectable } from '@nestjs/common'
import type { AssessmentFindings, Json } from '../assessment-outcome'
import type { Development } from '../development'
import { Assesses, type AssessmentContext, type ImpactAssessment } from '../impact-assessment'
import { PROFILE_POLICIES } from '../profile-policies'
import { EdpSplitCalculator, type EdpSplit } from './calculators/edp-split.calculator'
import { HabitatImpactCalculator } from './calculators/habitat-impact.calculator'
import { PondFrequencyCalculator } from './calculators/pond-frequency.calculator'
import { newtEvidence } from './great-crested-newt.evidence'
import { NoRiskZone } from './great-crested-newt.failures'
import { newtFindings } from './great-crested-newt.findings'
import { newtImpacts } from './great-crested-newt.impacts'
import { GREAT_CRESTED_NEWT_EXTRAS, GREAT_CRESTED_NEWT_LAYERS } from './great-crested-newt.layers'
import { NewtSearchPolicy } from './great-crested-newt.policy'
import { NewtReferenceData } from './great-crested-newt.reference-data'
import type { NewtWorkings } from './great-crested-newt.workings'

/** Habitat of great crested newts that a development takes, and the ponds near it, by risk zone. */
@Assesses({
  type: 'gcn',
  aliases: ['great-crested-newt'],
  version: 1,
  layers: GREAT_CRESTED_NEWT_LAYERS,
  extras: GREAT_CRESTED_NEWT_EXTRAS,
  joinsSitesOfFile: true
})
@Injectable()
export class GreatCrestedNewtAssessment implements ImpactAssessment {
  constructor(
    private readonly data: NewtReferenceData,
    private readonly habitat: HabitatImpactCalculator,
    private readonly ponds: PondFrequencyCalculator,
    private readonly split: EdpSplitCalculator,
    private readonly policy: NewtSearchPolicy
  ) {}

  async assess(development: Development, context: AssessmentContext): Promise<AssessmentFindings> {
    const workings = await this.work(development, context)
    const { habitat, ponds, split } = workings
    return {
      scope: { status: 'in-scope' },
      impacts: newtImpacts(workings),
      summary: {
        habitat_impact: habitat.rows.map((row) => ({ ...row })),
        pond_frequency: ponds.rows.map((row) => ({ ...row })),
        ...(split && splitTables(split))
      },
      evidence: newtEvidence(development, workings, this.policy),
      findings: newtFindings(development, workings, this.policy)
    }
  }

  private async work(development: Development, context: AssessmentContext): Promise<NewtWorkings> {
    const site = await this.data.habitat(development, context)
    const { rule } = PROFILE_POLICIES.newtSiteWithoutZone
    if (site.zoneFeatures.length === 0 && rule[context.profile] === 'failure') {
      throw new NoRiskZone(this.policy.siteDistanceM)
    }
    const ponds = this.ponds.calculate(site.ponds)
    return {
      site,
      habitat: this.habitat.calculate(site.habitat),
      ponds,
      split: site.edp && this.split.calculate(site.edp, ponds.ponds)
    }
  }
}

function splitTables({ habitatRows, pondRows }: EdpSplit): Readonly<Record<string, Json>> {
  return {
    habitat_impact_edp_split: habitatRows.map((row) => ({ ...row })),
    pond_frequency_edp_split: pondRows.map((row) => ({ ...row }))
  }
}
