import { Injectable } from '@nestjs/common'
import { byCodePoint } from '../../code-point-order'
import { compensatedSum } from '../../compensated-sum'
import type { KnownNutrientLoad, LandUseFragment, NutrientLoad } from '../nutrient.types'

export interface AssessedFragment {
  readonly fragment: LandUseFragment
  readonly uplift: NutrientLoad
}

/** One catchment feature that the site's land lies in. */
interface CatchmentEntry {
  readonly oid: string
  readonly name: string
  /** Share of the land-use uplift that comes from this feature, unrounded sum of rounded fragments. */
  readonly uplift: KnownNutrientLoad
  readonly areaHa: number
}

export interface LandUseTotals {
  /** Area with coefficients inside catchments, unrounded. */
  readonly areaHa: number
  /** Sum of the rounded fragment uplifts; not rounded again. */
  readonly uplift: KnownNutrientLoad
  /** Distinct catchment names by code point, joined with "; ". */
  readonly catchmentNames: string
  /** Distinct (OID, name) pairs, by OID as text, then name. */
  readonly entries: readonly CatchmentEntry[]
}

/**
 * Sums the fragments of one site. Takes them in evidence order (catchment feature, then cell): the order decides
 * the last bits. Returns null when no fragment lies in a catchment.
 */
@Injectable()
export class LandUseTotalsCalculator {
  calculate(fragments: readonly AssessedFragment[]): LandUseTotals | null {
    if (fragments.length === 0) return null
    const names = new Set(fragments.flatMap(({ fragment }) => fragment.catchmentName ?? []))
    return {
      areaHa: areaOf(fragments),
      uplift: upliftOf(fragments),
      catchmentNames: [...names].sort(byCodePoint).join('; '),
      entries: entriesOf(fragments)
    }
  }
}

function entriesOf(fragments: readonly AssessedFragment[]): CatchmentEntry[] {
  const groups = new Map<string, { oid: string; name: string; members: AssessedFragment[] }>()
  for (const assessed of fragments) {
    const { catchmentOid: oid, catchmentName: name } = assessed.fragment
    if (oid === null || name === null) continue
    const key = JSON.stringify([oid, name])
    const group = groups.get(key) ?? { oid, name, members: [] }
    group.members.push(assessed)
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => byCodePoint(a.oid, b.oid) || byCodePoint(a.name, b.name))
    .map(({ oid, name, members }) => ({ oid, name, uplift: upliftOf(members), areaHa: areaOf(members) }))
}

function upliftOf(fragments: readonly AssessedFragment[]): KnownNutrientLoad {
  return {
    nitrogenKgPerYear: compensatedSum(fragments.map(({ uplift }) => uplift.nitrogenKgPerYear)),
    phosphorusKgPerYear: compensatedSum(fragments.map(({ uplift }) => uplift.phosphorusKgPerYear))
  }
}

function areaOf(fragments: readonly AssessedFragment[]): number {
  return compensatedSum(fragments.map(({ fragment }) => fragment.areaHa))
}
