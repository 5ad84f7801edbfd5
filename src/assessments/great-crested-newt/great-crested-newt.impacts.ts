import type { Impact } from '../assessment-outcome'
import { RISK_ZONES, type NewtArea } from './great-crested-newt.types'
import type { NewtWorkings } from './great-crested-newt.workings'

/** One impact for each zone with habitat or ponds, the worst first. */
export function newtImpacts(workings: NewtWorkings): Impact[] {
  return RISK_ZONES.filter((zone) => isMet(workings, zone)).map((zone) => impactOf(workings, zone))
}

function isMet({ habitat, ponds }: NewtWorkings, zone: string): boolean {
  return habitat.zones.some((row) => row.zone === zone) || ponds.rows.some(({ MaxZone }) => MaxZone === zone)
}

function impactOf({ habitat, ponds }: NewtWorkings, zone: string): Impact {
  const land = habitat.zones.find((row) => row.zone === zone)
  const countIn = (area: NewtArea): number =>
    ponds.rows
      .filter(({ MaxZone, Area }) => MaxZone === zone && Area === area)
      .reduce((sum, { FREQUENCY }) => sum + FREQUENCY, 0)
  const figure = (name: string, label: string, value: number, unit: string) => ({ name, label, value, unit })
  return {
    id: zone,
    name: `${zone} risk zone`,
    figures: [
      figure('habitatOnSite', 'Habitat on the site', land?.siteM2 ?? 0, 'm2'),
      figure(
        'habitatInSurroundings',
        'Habitat within the search distance, the site included',
        land?.surroundingsM2 ?? 0,
        'm2'
      ),
      figure('pondsOnSite', 'Ponds on the site', countIn('RLB'), 'ponds'),
      figure('pondsInSurroundings', 'Ponds in the surroundings', countIn('Buffer'), 'ponds')
    ]
  }
}
