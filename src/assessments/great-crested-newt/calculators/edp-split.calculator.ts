import { Injectable } from '@nestjs/common'
import { byCodePoint } from '../../code-point-order'
import type {
  EdpOverlaps,
  EdpPondOverlap,
  HabitatImpactEdpRow,
  PondFrequencyEdpRow
} from '../great-crested-newt.types'
import { countedGroups } from './counted-groups'
import type { GroupedPond } from './pond-frequency.calculator'

/** A pond that counts, and the one EDP area that it counts in; null when it meets none. */
interface PondInEdp {
  readonly pond: number
  readonly edp: EdpPondOverlap | null
  /** Whether it lies in more than one EDP area. */
  readonly isStraddling: boolean
}

export interface EdpSplit {
  /** One row for each EDP area of a patch, by area, zone, EDP and size; not summed and not rounded. */
  readonly habitatRows: readonly HabitatImpactEdpRow[]
  /** By PANS, area, zone, impact, EDP. */
  readonly pondRows: readonly PondFrequencyEdpRow[]
  /** In the order of the ponds given. */
  readonly ponds: readonly PondInEdp[]
}

/**
 * Splits both published tables by EDP. Habitat is split where the edge of an EDP area runs; a pond counts whole, in the
 * EDP area that holds the most of it, the first in the file where two hold the same.
 */
@Injectable()
export class EdpSplitCalculator {
  calculate(overlaps: EdpOverlaps, grouped: readonly GroupedPond[]): EdpSplit {
    const placed = grouped.flatMap(({ pond: { number }, group }) =>
      group === null ? [] : [{ group, inEdp: placeOf(number, overlaps.ponds) }]
    )
    const counted = placed.flatMap(({ group: { PANS, Area, MaxZone, TmpImp }, inEdp: { edp } }) =>
      edp === null ? [] : [{ PANS, Area, MaxZone, TmpImp, EDPName: edp.edpName }]
    )
    return {
      habitatRows: habitatRowsOf(overlaps),
      pondRows: countedGroups(counted, (row) => Object.values(row)),
      ponds: placed.map(({ inEdp }) => inEdp)
    }
  }
}

function placeOf(pond: number, overlaps: readonly EdpPondOverlap[]): PondInEdp {
  const met = overlaps
    .filter((overlap) => overlap.pond === pond)
    .toSorted((a, b) => b.overlapM2 - a.overlapM2 || a.edpArea - b.edpArea)
  return { pond, edp: met[0] ?? null, isStraddling: met.filter(({ overlapM2 }) => overlapM2 > 0).length > 1 }
}

function habitatRowsOf({ habitat }: EdpOverlaps): HabitatImpactEdpRow[] {
  return habitat
    .map(({ area, zone, edpName, areaM2 }) => ({
      Area: area,
      RZ: zone,
      EDPName: edpName,
      Shape_Area: areaM2
    }))
    .sort(byAreaZoneEdpSize)
}

function byAreaZoneEdpSize(a: HabitatImpactEdpRow, b: HabitatImpactEdpRow): number {
  return (
    byCodePoint(a.Area, b.Area) ||
    byCodePoint(a.RZ, b.RZ) ||
    byCodePoint(a.EDPName, b.EDPName) ||
    a.Shape_Area - b.Shape_Area
  )
}
