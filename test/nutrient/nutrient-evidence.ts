import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'

export interface Load {
  readonly nitrogenKgPerYear: number | null
  readonly phosphorusKgPerYear: number | null
}

interface KnownLoad {
  readonly nitrogenKgPerYear: number
  readonly phosphorusKgPerYear: number
}

export interface Coefficients {
  readonly nitrogenKgPerHaYear: number | null
  readonly phosphorusKgPerHaYear: number | null
}

interface Permits {
  readonly nitrogenMgPerL: number | null
  readonly phosphorusMgPerL: number | null
}

interface Fragment {
  readonly cromeId: string
  readonly catchmentOid: string
  readonly catchmentName: string
  readonly areaHa: number
  readonly current: Coefficients
  readonly residential: Coefficients
  readonly uplift: Load
}

interface Candidate {
  readonly attribute: string | null
  readonly overlapM2: number
}

/** The evidence of a nutrient outcome, as a reader finds it. */
export interface NutrientEvidence {
  readonly figures: readonly {
    readonly name: string
    readonly value: number | null
    readonly unit: string
    readonly source: string
  }[]
  readonly site: { readonly areaM2: number; readonly areaHaRounded: number; readonly dwellings: number }
  readonly overlaps: {
    readonly wwtw: readonly Candidate[]
    readonly lpa: readonly Candidate[]
    readonly subcatchments: readonly Candidate[]
    readonly catchments: readonly { readonly oid: string; readonly overlapM2: number }[]
  }
  readonly landUse: {
    readonly fragments: readonly Fragment[]
    readonly perCatchment: readonly {
      readonly oid: string
      readonly areaHa: number
      readonly uplift: KnownLoad
    }[]
    readonly uplift: KnownLoad | null
    readonly afterSuds: Load
  }
  readonly wastewater: {
    readonly works: {
      readonly id: number
      readonly isFallback: boolean
      readonly permits: { readonly from2025: Permits; readonly from2030: Permits } | null
    }
    readonly rates: {
      readonly source: string
      readonly personsPerDwelling: number | null
      readonly waterUseLPerPersonDay: number | null
    }
    readonly dailyWaterUseL: number | null
    readonly temporary: Load
    readonly permanent: Load
  }
  readonly total: { readonly base: KnownLoad; readonly withBuffer: KnownLoad }
}

export function evidenceOf({ evidence }: Pick<AssessmentFindings, 'evidence'>): NutrientEvidence {
  return JSON.parse(JSON.stringify(evidence))
}

/** A figure of the evidence by its name. */
export function figureOf({ figures }: NutrientEvidence, name: string): number | null {
  const figure = figures.find((one) => one.name === name)
  if (figure === undefined) throw new Error(`The evidence has no figure "${name}"`)
  return figure.value
}

/** A figure that every outcome has. */
export function policyFigureOf(evidence: NutrientEvidence, name: string): number {
  const value = figureOf(evidence, name)
  if (value === null) throw new Error(`The evidence gives no value for "${name}"`)
  return value
}
