import { Injectable } from '@nestjs/common'
import { RISK_ZONES } from '../great-crested-newt.types'

/** The worst of the zones that a pond meets: Red, else Amber, else Green, else the first; null for none. */
@Injectable()
export class HighestZoneCalculator {
  calculate(zones: readonly string[]): string | null {
    return RISK_ZONES.find((zone) => zones.includes(zone)) ?? zones[0] ?? null
  }
}
