import { Injectable } from '@nestjs/common'
import type { AssessedPond, PondFrequencyRow } from '../great-crested-newt.types'
import { countedGroups } from './counted-groups'
import { HighestZoneCalculator } from './highest-zone.calculator'

/** What is known of a pond that counts. */
type CountedPond = Omit<PondFrequencyRow, 'FREQUENCY'>

/** A pond with the group that it counts in; null when it counts in none. */
export interface GroupedPond {
  readonly pond: AssessedPond
  readonly maxZone: string | null
  readonly group: CountedPond | null
}

export interface PondFrequency {
  /** In the order of the ponds given. */
  readonly ponds: readonly GroupedPond[]
  /** By PANS, area, zone, impact. */
  readonly rows: readonly PondFrequencyRow[]
}

/**
 * Counts ponds by newts, area, highest zone and kind of impact. A pond that meets no zone, or of which the survey
 * does not say the newts or the impact, is not counted.
 */
@Injectable()
export class PondFrequencyCalculator {
  constructor(private readonly highestZone: HighestZoneCalculator) {}

  calculate(ponds: readonly AssessedPond[]): PondFrequency {
    const grouped = ponds.map((pond) => this.place(pond))
    const counted = grouped.flatMap(({ group }) => group ?? [])
    const textsOf = ({ PANS, Area, MaxZone, TmpImp }: CountedPond) => [PANS, Area, MaxZone, TmpImp]
    return { ponds: grouped, rows: countedGroups(counted, textsOf) }
  }

  private place(pond: AssessedPond): GroupedPond {
    const maxZone = this.highestZone.calculate(pond.zones)
    const { newts, area, isTemporaryImpact } = pond
    const isCounted = maxZone !== null && newts !== null && isTemporaryImpact !== null
    const group = isCounted
      ? {
          PANS: newts,
          Area: area,
          MaxZone: maxZone,
          TmpImp: isTemporaryImpact ? ('T' as const) : ('F' as const)
        }
      : null
    return { pond, maxZone, group }
  }
}
