import type { LinearRing, Position } from '@nrf/geometry'
import { closed, DISTRICT, isInside, position } from './plane'
import { SeededRandom } from './seeded-random'

const { west, south, east, north } = DISTRICT
const STEP_M = 250

/** A northing that wanders while the easting goes from one end to the other in even steps. */
function acrossLine(random: SeededRandom, from: Position, toEasting: number): Position[] {
  const steps = Math.ceil(Math.abs(toEasting - from[0]) / STEP_M)
  const line: Position[] = [from]
  for (let step = 1; step <= steps; step++) {
    const easting = from[0] + ((toEasting - from[0]) * step) / steps
    line.push(position(easting, line[step - 1][1] + random.sway(70)))
  }
  return line
}

/** The watershed between the two catchments, from the south border of the district to the north border. */
function watershedLine(random: SeededRandom): Position[] {
  const steps = (north - south) / STEP_M
  const line: Position[] = [position(605_200, south)]
  for (let step = 1; step <= steps; step++) {
    line.push(position(line[step - 1][0] + random.sway(90), south + step * STEP_M))
  }
  return line
}

const watershed = watershedLine(SeededRandom.for('watershed'))
/** Where the south edge of both catchments meets the watershed, and where the two eastern subcatchments part. */
const JOIN = 10
const FORK = 26
const edgeToWest = acrossLine(SeededRandom.for('south edge, west'), watershed[JOIN], west)
const edgeToEast = acrossLine(SeededRandom.for('south edge, east'), watershed[JOIN], east)
const bureLine = acrossLine(SeededRandom.for('yare and bure'), watershed[FORK], east)
const councilLine = acrossLine(SeededRandom.for('planning authorities'), position(west, 304_300), east)

const corner = { sw: [west, south], se: [east, south], ne: [east, north], nw: [west, north] } as const

export interface NamedOutline {
  readonly name: string
  readonly ring: LinearRing
}

/** The two protected catchments; south of them lies land outside any catchment. */
export const CATCHMENTS = {
  wensum: {
    name: 'River Wensum SAC',
    ring: closed([...edgeToWest.toReversed(), ...watershed.slice(JOIN + 1), corner.nw])
  },
  broads: {
    name: 'The Broads SAC',
    ring: closed([...edgeToEast, corner.ne, ...watershed.slice(JOIN + 1).toReversed()])
  }
} as const satisfies Record<string, NamedOutline>

/** Both catchments together: where the sample delivery plan holds. */
export const PLAN_AREA = closed([...edgeToWest.toReversed(), ...edgeToEast.slice(1), corner.ne, corner.nw])

/** Cover the whole district, also where there is no protected catchment. */
export const SUBCATCHMENTS: readonly NamedOutline[] = [
  { name: 'Wensum', ring: closed([corner.sw, ...watershed, corner.nw]) },
  {
    name: 'Yare',
    ring: closed([corner.se, ...bureLine.toReversed(), ...watershed.slice(0, FORK).toReversed()])
  },
  {
    name: 'Bure',
    ring: closed([...bureLine, corner.ne, ...watershed.slice(FORK + 1).toReversed()])
  }
]

/** Invented authorities. */
export const AUTHORITIES: readonly NamedOutline[] = [
  { name: 'Wendlebrook District (B)', ring: closed([...councilLine, corner.ne, corner.nw]) },
  { name: 'Tasmere District (B)', ring: closed([corner.sw, corner.se, ...councilLine.toReversed()]) }
]

export function outlineAt(point: Position, outlines: readonly NamedOutline[]): string | undefined {
  return outlines.find(({ ring }) => isInside(point, ring))?.name
}
