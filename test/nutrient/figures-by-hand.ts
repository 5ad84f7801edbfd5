import { compensatedSum } from '../../src/assessments/compensated-sum'
import { round2, round2OrNull } from '../../src/assessments/rounding'
import {
  figureOf,
  policyFigureOf,
  type Coefficients,
  type Load,
  type NutrientEvidence
} from './nutrient-evidence'

interface Nutrient {
  readonly letter: 'N' | 'P'
  /** As the names of figures begin or end. */
  readonly word: 'nitrogen' | 'phosphorus'
  readonly greenspace: string
  readonly kg: (load: Load) => number | null
  readonly kgPerHa: (coefficients: Coefficients) => number | null
}

const NITROGEN: Nutrient = {
  letter: 'N',
  word: 'nitrogen',
  greenspace: 'greenspaceNitrogen',
  kg: (load) => load.nitrogenKgPerYear,
  kgPerHa: (coefficients) => coefficients.nitrogenKgPerHaYear
}
const PHOSPHORUS: Nutrient = {
  letter: 'P',
  word: 'phosphorus',
  greenspace: 'greenspacePhosphorus',
  kg: (load) => load.phosphorusKgPerYear,
  kgPerHa: (coefficients) => coefficients.phosphorusKgPerHaYear
}

type Figures = Record<string, number | null>

/**
 * The printed figures from the evidence alone, as the README of the assessment says: its method written down again,
 * with no figure but those that the evidence shows.
 */
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

function upliftsOf({ kgPerHa, greenspace }: Nutrient, evidence: NutrientEvidence): (number | null)[] {
  const isLarge = evidence.site.areaHaRounded >= policyFigureOf(evidence, 'greenspaceThreshold')
  const share = policyFigureOf(evidence, 'greenspaceShare')
  const greenspaceKgPerHa = policyFigureOf(evidence, greenspace)
  return evidence.landUse.fragments.map(({ residential, current, areaHa }) => {
    const [future, present] = [kgPerHa(residential), kgPerHa(current)]
    if (future === null || present === null) return null
    return round2(((isLarge ? future * (1 - share) + share * greenspaceKgPerHa : future) - present) * areaHa)
  })
}

function figuresOf(nutrient: Nutrient, evidence: NutrientEvidence): Figures {
  const { site, landUse } = evidence
  const { letter, word, kg } = nutrient
  const shown = landUse.fragments.map(({ uplift }) => kg(uplift))
  const uplift = shown.length === 0 ? null : compensatedSum(shown)
  const hasSuds = site.dwellings >= policyFigureOf(evidence, 'sudsThreshold')
  const share = hasSuds ? policyFigureOf(evidence, 'sudsRemovalShare') : 0
  const afterSuds = round2((uplift ?? 0) - Math.abs(uplift ?? 0) * share)
  const permanent = loadOf(evidence, `${word}PermitFrom2030`)
  const base = afterSuds + (permanent ?? 0)
  return {
    [`${letter}_LU_Uplift`]: uplift,
    [`${letter}_LU_postSuDS`]: afterSuds,
    [`${letter}_WwTW_Temp`]: round2OrNull(loadOf(evidence, `${word}PermitFrom2025`)),
    [`${letter}_WwTW_Perm`]: round2OrNull(permanent),
    [`${letter}_Total`]: round2(base + Math.abs(base) * policyFigureOf(evidence, 'precautionaryBufferShare'))
  }
}

function litresADay(evidence: NutrientEvidence): number | null {
  const [persons, litres] = [figureOf(evidence, 'occupancy'), figureOf(evidence, 'waterUse')]
  return persons === null || litres === null ? null : evidence.site.dwellings * (persons * litres)
}

function loadOf(evidence: NutrientEvidence, permit: string): number | null {
  const [litres, mgPerL] = [litresADay(evidence), figureOf(evidence, permit)]
  if (litres === null || mgPerL === null) return null
  const share = policyFigureOf(evidence, 'worksOperatingShare')
  const kgPerL = (mgPerL / policyFigureOf(evidence, 'milligramsPerKilogram')) * share
  return litres * policyFigureOf(evidence, 'daysPerYear') * kgPerL
}
