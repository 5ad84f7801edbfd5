import { compensatedSum } from '../../src/assessments/compensated-sum'
import { round2, round2OrNull } from '../../src/assessments/rounding'
import type { Coefficients, Load, NutrientEvidence, Permits } from './nutrient-evidence'

interface Nutrient {
  readonly letter: 'N' | 'P'
  readonly greenspaceKgPerHa: number
  readonly kg: (load: Load) => number | null
  readonly kgPerHa: (coefficients: Coefficients) => number | null
  readonly mgPerL: (permits: Permits) => number | null
}

const NITROGEN: Nutrient = {
  letter: 'N',
  greenspaceKgPerHa: 3,
  kg: (load) => load.nitrogenKgPerYear,
  kgPerHa: (coefficients) => coefficients.nitrogenKgPerHaYear,
  mgPerL: (permits) => permits.nitrogenMgPerL
}
const PHOSPHORUS: Nutrient = {
  letter: 'P',
  greenspaceKgPerHa: 0.2,
  kg: (load) => load.phosphorusKgPerYear,
  kgPerHa: (coefficients) => coefficients.phosphorusKgPerHaYear,
  mgPerL: (permits) => permits.phosphorusMgPerL
}

type Figures = Record<string, number | null>

/** The printed figures from the evidence alone, as the README of the assessment says: its method written down again. */
export function figuresByHand(evidence: NutrientEvidence): Figures {
  const { site, landUse } = evidence
  const areas = landUse.fragments.map(({ areaHa }) => areaHa)
  return {
    Dev_Area_Ha: round2(site.areaM2 / 10_000),
    AreaInNNCatchment: areas.length === 0 ? null : round2(compensatedSum(areas)),
    Litres_used: litresADay(evidence),
    ...figuresOf(NITROGEN, evidence),
    ...figuresOf(PHOSPHORUS, evidence)
  }
}

/** Uplift of each fragment from its coefficients; to be compared with the uplifts that the evidence shows. */
export function upliftsByHand(evidence: NutrientEvidence): Load[] {
  const [nitrogen, phosphorus] = [NITROGEN, PHOSPHORUS].map((nutrient) => upliftsOf(nutrient, evidence))
  return nitrogen.map((nitrogenKgPerYear, index) => ({
    nitrogenKgPerYear,
    phosphorusKgPerYear: phosphorus[index]
  }))
}

function upliftsOf({ kgPerHa, greenspaceKgPerHa }: Nutrient, evidence: NutrientEvidence): (number | null)[] {
  const isLarge = evidence.site.areaHaRounded >= 1
  return evidence.landUse.fragments.map(({ residential, current, areaHa }) => {
    const [future, present] = [kgPerHa(residential), kgPerHa(current)]
    if (future === null || present === null) return null
    return round2(((isLarge ? future * (1 - 0.2) + 0.2 * greenspaceKgPerHa : future) - present) * areaHa)
  })
}

function figuresOf(nutrient: Nutrient, evidence: NutrientEvidence): Figures {
  const { site, landUse, wastewater } = evidence
  const { letter, kg, mgPerL } = nutrient
  const shown = landUse.fragments.map(({ uplift }) => kg(uplift))
  const uplift = shown.length === 0 ? null : compensatedSum(shown)
  const share = site.dwellings >= 50 ? 0.25 : 0
  const afterSuds = round2((uplift ?? 0) - Math.abs(uplift ?? 0) * share)
  const { permits } = wastewater.works
  const load = (permit: Permits | undefined) => loadOf(litresADay(evidence), permit ? mgPerL(permit) : null)
  const permanent = load(permits?.from2030)
  const base = afterSuds + (permanent ?? 0)
  return {
    [`${letter}_LU_Uplift`]: uplift,
    [`${letter}_LU_postSuDS`]: afterSuds,
    [`${letter}_WwTW_Temp`]: round2OrNull(load(permits?.from2025)),
    [`${letter}_WwTW_Perm`]: round2OrNull(permanent),
    [`${letter}_Total`]: round2(base + Math.abs(base) * 0.2)
  }
}

function litresADay({ site, wastewater }: NutrientEvidence): number | null {
  const { personsPerDwelling, waterUseLPerPersonDay } = wastewater.rates
  if (personsPerDwelling === null || waterUseLPerPersonDay === null) return null
  return site.dwellings * (personsPerDwelling * waterUseLPerPersonDay)
}

function loadOf(litres: number | null, mgPerL: number | null): number | null {
  return litres === null || mgPerL === null ? null : litres * 365.25 * ((mgPerL / 1_000_000) * 0.9)
}
