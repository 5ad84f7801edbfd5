import { Injectable } from '@nestjs/common'
import { byCodePoint } from '../../code-point-order'
import { compensatedSum } from '../../compensated-sum'
import {
  RISK_ZONES,
  type HabitatImpactRow,
  type HabitatPatch,
  type NewtArea
} from '../great-crested-newt.types'

/** Habitat of one zone, in square metres. */
interface ZoneHabitat {
  readonly zone: string
  readonly siteM2: number
  /** The site itself included, as in the published table. */
  readonly surroundingsM2: number
}

export interface HabitatImpact {
  /** One row a patch, by area, zone and size; not summed and not rounded. */
  readonly rows: readonly HabitatImpactRow[]
  /** Sums of the rows by zone, the worst first. */
  readonly zones: readonly ZoneHabitat[]
}

/** Sorts the patches of habitat into the published table, and adds them up by zone. */
@Injectable()
export class HabitatImpactCalculator {
  calculate(patches: readonly HabitatPatch[]): HabitatImpact {
    const rows = patches
      .map(({ area, zone, areaM2 }) => ({ Area: area, RZ: zone, Shape_Area: areaM2 }))
      .sort(byAreaZoneSize)
    const zones = [...new Set(rows.map(({ RZ }) => RZ))].sort((a, b) => rankOf(a) - rankOf(b))
    const sum = (zone: string, area: NewtArea): number =>
      compensatedSum(
        rows.filter((row) => row.RZ === zone && row.Area === area).map(({ Shape_Area }) => Shape_Area)
      )
    return {
      rows,
      zones: zones.map((zone) => ({
        zone,
        siteM2: sum(zone, 'RLB'),
        surroundingsM2: sum(zone, 'Buffer')
      }))
    }
  }
}

function byAreaZoneSize(a: HabitatImpactRow, b: HabitatImpactRow): number {
  return byCodePoint(a.Area, b.Area) || byCodePoint(a.RZ, b.RZ) || a.Shape_Area - b.Shape_Area
}

/** Position among the known zones; an unknown one comes last. */
function rankOf(zone: string): number {
  const rank = RISK_ZONES.findIndex((known) => known === zone)
  return rank < 0 ? RISK_ZONES.length : rank
}
