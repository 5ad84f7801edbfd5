import type { BoundarySrid } from './geojson'
import { GeometryProblem } from './geometry-problem'

type Range = readonly [minimum: number, maximum: number]

const EASTING_M: Range = [0, 700_000]
const NORTHING_M: Range = [0, 1_300_000]
/** Great Britain with its islands. */
const LONGITUDE: Range = [-9, 2.5]
const LATITUDE: Range = [49, 61.5]

/**
 * Whether positions can lie in Great Britain, by their extent. Degrees that are given as metres are told from others.
 * @param ordinates x and y of every position in turn
 * @throws GeometryProblem
 */
export function checkRange(ordinates: Float64Array, srid: BoundarySrid): void {
  const { x, y } = extentOf(ordinates)
  if (srid === 4326) {
    const hint = isWithin(x, LATITUDE) && isWithin(y, LONGITUDE) ? '; longitude comes first' : ''
    checkAxis('Longitude', x, LONGITUDE, hint)
    checkAxis('Latitude', y, LATITUDE, hint)
    return
  }
  if (isWithin(x, [-180, 180]) && isWithin(y, [-90, 90])) {
    throw new GeometryProblem(
      'coordinates_out_of_range',
      `Coordinates look like longitude and latitude (around ${x[0].toFixed(1)}, ${y[0].toFixed(1)}); ` +
        'metres of the British National Grid (EPSG:27700) are expected'
    )
  }
  checkAxis('Easting', x, EASTING_M)
  checkAxis('Northing', y, NORTHING_M)
}

function extentOf(ordinates: Float64Array): { readonly x: Range; readonly y: Range } {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < ordinates.length; i += 2) {
    minX = Math.min(minX, ordinates[i])
    maxX = Math.max(maxX, ordinates[i])
    minY = Math.min(minY, ordinates[i + 1])
    maxY = Math.max(maxY, ordinates[i + 1])
  }
  return { x: [minX, maxX], y: [minY, maxY] }
}

function checkAxis(name: string, actual: Range, allowed: Range, hint = ''): void {
  if (isWithin(actual, allowed)) return
  const worst = actual[0] < allowed[0] ? actual[0] : actual[1]
  throw new GeometryProblem(
    'coordinates_out_of_range',
    `${name} ${worst} lies outside ${allowed[0]} to ${allowed[1]}${hint}`
  )
}

function isWithin(inner: Range, outer: Range): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1]
}
