import { Injectable } from '@nestjs/common'
import type { LookupRow } from '../../reference-data/spatial-reference-data'
import type { AssessmentContext } from '../impact-assessment'
import { parseDecimal } from './decimal-text'
import { CATCHMENTS_OF_SUBCATCHMENT, SITE_OVERLAPS, type FragmentRow } from './nutrient.questions'
import type { CatchmentOverlap, LandUseFragment, OccupancyRates, OverlapCandidate } from './nutrient.types'

/** Where the site lies: every feature it meets and every fragment of land it is made of. */
export interface SiteOverlaps {
  readonly wwtw: readonly OverlapCandidate[]
  readonly lpa: readonly OverlapCandidate[]
  readonly subcatchments: readonly OverlapCandidate[]
  readonly catchments: readonly CatchmentOverlap[]
  /** In evidence order: catchment feature, then cell. */
  readonly fragments: readonly LandUseFragment[]
}

/** A row of the works lookup as published: concentrations may be any text. */
export interface PublishedPermit {
  readonly name: string | null
  readonly subcatchment: string | null
  readonly concentrations: LookupRow
}

/** The reference data that the nutrient assessment reads, as typed questions. */
@Injectable()
export class NutrientReferenceData {
  private readonly permitsByRows = new WeakMap<readonly LookupRow[], Map<number, LookupRow>>()
  private readonly ratesByRows = new WeakMap<readonly LookupRow[], Map<string, LookupRow>>()

  async siteOverlaps(siteEwkb: Buffer, context: AssessmentContext): Promise<SiteOverlaps> {
    const [row] = await context.referenceData.ask(SITE_OVERLAPS, [siteEwkb], context)
    if (row === undefined) throw new Error('The site question always gives one row')
    return { ...row, fragments: row.fragments.map(toFragment) }
  }

  /** Rates of a catchment by its exact name; null when the lookup has no such row. */
  async rates(catchmentName: string, context: AssessmentContext): Promise<OccupancyRates | null> {
    const rows = await context.referenceData.lookup('rates_lookup', context)
    const row = cached(this.ratesByRows, rows, byCatchmentName).get(catchmentName)
    if (row === undefined) return null
    return {
      personsPerDwelling: parseDecimal(row['occupancy_rate']),
      waterUseLPerPersonDay: parseDecimal(row['water_usage_L_per_person_day'])
    }
  }

  /** The permit of a works; null when the lookup has no usable row for it. */
  async permit(wwtwId: number, context: AssessmentContext): Promise<PublishedPermit | null> {
    const rows = await context.referenceData.lookup('wwtw_lookup', context)
    const row = cached(this.permitsByRows, rows, byWwtwCode).get(wwtwId)
    if (row === undefined) return null
    return {
      name: textOrNull(row['wwtw_name']),
      subcatchment: textOrNull(row['wwtw_subcatchment']),
      concentrations: row
    }
  }

  /** Names of the catchments that a subcatchment drains to. */
  async catchmentsOf(subcatchment: string, context: AssessmentContext): Promise<readonly string[]> {
    const rows = await context.referenceData.ask(CATCHMENTS_OF_SUBCATCHMENT, [subcatchment], context)
    return rows.map(({ name }) => name)
  }
}

function toFragment(row: FragmentRow): LandUseFragment {
  const { cromeId, landUse, catchmentSeq, catchmentOid, catchmentName, areaHa } = row
  return {
    cromeId,
    landUse,
    catchmentSeq,
    catchmentOid,
    catchmentName,
    areaHa,
    current: { nitrogenKgPerHaYear: row.currN, phosphorusKgPerHaYear: row.currP },
    residential: { nitrogenKgPerHaYear: row.resiN, phosphorusKgPerHaYear: row.resiP }
  }
}

/** Lookup rows come from a cache of their own, so the same array stands for the same data version. */
function cached<K>(
  cache: WeakMap<readonly LookupRow[], Map<K, LookupRow>>,
  rows: readonly LookupRow[],
  build: (rows: readonly LookupRow[]) => Map<K, LookupRow>
): Map<K, LookupRow> {
  const index = cache.get(rows) ?? build(rows)
  cache.set(rows, index)
  return index
}

function byCatchmentName(rows: readonly LookupRow[]): Map<string, LookupRow> {
  return firstOfEach(rows, (row) => textOrNull(row['nn_catchment']))
}

/** Codes carry tabs and texts such as "9602 or 10197"; only whole numbers are usable. */
function byWwtwCode(rows: readonly LookupRow[]): Map<number, LookupRow> {
  return firstOfEach(rows, (row) => {
    const code = parseDecimal(row['wwtw_code'])
    return code !== null && Number.isInteger(code) ? code : null
  })
}

function firstOfEach<K>(rows: readonly LookupRow[], keyOf: (row: LookupRow) => K | null): Map<K, LookupRow> {
  const index = new Map<K, LookupRow>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key !== null && !index.has(key)) index.set(key, row)
  }
  return index
}

function textOrNull(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
