import { Injectable } from '@nestjs/common'
import type { Finding } from '../assessment-outcome'
import type { AssessmentContext } from '../impact-assessment'
import { PROFILE_POLICIES } from '../profile-policies'
import { MajorityOverlapCalculator } from './calculators/majority-overlap.calculator'
import { parseDecimal } from './decimal-text'
import { PermitNotNumeric } from './nutrient.failures'
import { WastewaterPolicy } from './nutrient.policy'
import { NutrientReferenceData, type PublishedPermit } from './nutrient.reference-data'
import type { OverlapCandidate, PermitConcentrations, WwtwPermit } from './nutrient.types'

/** The treatment works that a site drains to. */
export interface ChosenWorks {
  readonly id: number
  /** No works catchment meets the site, or the one that does has no usable id. */
  readonly isFallback: boolean
  /** The id is the fallback's, however it was found; its subcatchment is then the site's own. */
  readonly isFallbackId: boolean
  /** A works with a permit row other than the fallback: it alone keeps a site in scope. */
  readonly isTreatmentWorks: boolean
  /** Null when the works lookup has no row for the id. */
  readonly permit: WwtwPermit | null
  readonly findings: readonly Finding[]
}

/** Chooses the works of a site by majority overlap and reads its permit. */
@Injectable()
export class NutrientWorks {
  constructor(
    private readonly majority: MajorityOverlapCalculator,
    private readonly data: NutrientReferenceData,
    private readonly policy: WastewaterPolicy
  ) {}

  /**
   * A permit that is not a number is a failure or missing, as the profile has it (defect D-9).
   * @throws PermitNotNumeric
   */
  async choose(candidates: readonly OverlapCandidate[], context: AssessmentContext): Promise<ChosenWorks> {
    const majority = this.majority.calculate(candidates)
    const found = parseDecimal(majority === null ? null : majority.attribute)
    const id = found === null ? this.policy.fallbackWwtwId : Math.trunc(found)
    const published = await this.data.permit(id, context)
    const choice = published === null ? withoutPermit(id) : this.withPermit(id, published, context)
    const isFallback = found === null
    return {
      id,
      isFallback,
      isFallbackId: id === this.policy.fallbackWwtwId,
      ...choice,
      findings: isFallback ? [fallbackUsed(id), ...choice.findings] : choice.findings
    }
  }

  private withPermit(id: number, published: PublishedPermit, { profile }: AssessmentContext): PermitChoice {
    const { permit, faults } = readPermit(published)
    const isFailure = PROFILE_POLICIES.textPermit.rule[profile] === 'failure'
    if (isFailure && faults[0] !== undefined) throw new PermitNotNumeric(id, faults[0])
    return {
      isTreatmentWorks: permit.name !== null && permit.name !== this.policy.fallbackName,
      permit,
      findings: [...faults.map((column) => permitNotNumeric(id, column)), ...missing(id, permit)]
    }
  }
}

type PermitChoice = Pick<ChosenWorks, 'isTreatmentWorks' | 'permit' | 'findings'>

function withoutPermit(id: number): PermitChoice {
  return { isTreatmentWorks: false, permit: null, findings: [permitRowMissing(id)] }
}

function readPermit({ name, subcatchment, concentrations }: PublishedPermit): {
  permit: WwtwPermit
  faults: string[]
} {
  const faults: string[] = []
  const read = (column: string): number | null => {
    const published = concentrations[column]
    const value = parseDecimal(published)
    if (value === null && published !== null && published !== undefined) faults.push(column)
    return value
  }
  const temporary = {
    nitrogenMgPerL: read('nitrogen_conc_2025_2030_mg_L'),
    phosphorusMgPerL: read('phosphorus_conc_2025_2030_mg_L')
  }
  const permanent = {
    nitrogenMgPerL: read('nitrogen_conc_2030_onwards_mg_L'),
    phosphorusMgPerL: read('phosphorus_conc_2030_onwards_mg_L')
  }
  return { permit: { name, subcatchment, temporary, permanent }, faults }
}

function missing(id: number, { temporary, permanent }: WwtwPermit): Finding[] {
  const without = (nutrient: keyof PermitConcentrations): boolean =>
    temporary[nutrient] === null || permanent[nutrient] === null
  return [
    ...(without('nitrogenMgPerL') ? [permitMissing(id, 'nitrogen')] : []),
    ...(without('phosphorusMgPerL') ? [permitMissing(id, 'phosphorus')] : [])
  ]
}

const fallbackUsed = (id: number): Finding => ({
  code: 'fallback_works_used',
  message: `No works catchment meets the site; the package treatment plant (works ${id}) was used.`
})

const permitRowMissing = (id: number): Finding => ({
  code: 'works_without_permit_row',
  message: `Works ${id} has no usable row in wwtw_lookup; its waste water is not part of the total.`
})

const permitNotNumeric = (id: number, column: string): Finding => ({
  code: 'permit_not_numeric',
  message: `Works ${id}: "${column}" is not a number and was taken as missing.`
})

const permitMissing = (id: number, nutrient: string): Finding => ({
  code: 'permit_missing',
  message: `Works ${id} has no ${nutrient} permit for at least one period; that load is not part of the total.`
})
