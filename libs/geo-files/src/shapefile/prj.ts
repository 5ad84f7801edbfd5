import type { DeclaredCrs } from '@nrf/geometry'
import { parseWkt, type WktNode } from './wkt'

const LONGEST_NAME_SHOWN = 60
const AUTHORITY = /^(AUTHORITY|ID)$/
const PROJECTED = /^(PROJCS|PROJCRS|PROJECTEDCRS)$/
const GEOGRAPHIC = /^(GEOGCS|GEOGCRS|GEODCRS|GEOGRAPHICCRS)$/

/** Names and values by which British National Grid is known without its code, and how far a value may be off. */
const NATIONAL_GRID: Readonly<Record<string, readonly [value: number, tolerance: number]>> = {
  falseeasting: [400_000, 1e-6],
  falsenorthing: [-100_000, 1e-6],
  centralmeridian: [-2, 1e-9],
  scalefactor: [0.9996012717, 1e-9],
  latitudeoforigin: [49, 1e-9]
}
const PARAMETER_NAMES: Readonly<Record<string, string>> = {
  longitudeofnaturalorigin: 'centralmeridian',
  latitudeofnaturalorigin: 'latitudeoforigin',
  scalefactoratnaturalorigin: 'scalefactor'
}
const AIRY_1830 = [6_377_563.396, 299.3249646]
const WGS_84 = [6_378_137, 298.257223563]
const DEGREE = 0.0174532925199433

/**
 * What a `.prj` file says: by its EPSG code, else by projection, parameters and ellipsoid. British National Grid and
 * WGS 84 are known; anything else is unsupported and named.
 */
export function readPrj(text: string): DeclaredCrs {
  const root = parseWkt(text.replace(/^\uFEFF/, '').trim())
  if (root === null) return { unsupported: 'a .prj file that is no well-known text' }
  const code = epsgOf(root)
  if (code !== undefined) return { epsg: code }
  if (PROJECTED.test(root.keyword) && isNationalGrid(root)) return { epsg: 27700 }
  if (GEOGRAPHIC.test(root.keyword) && isWgs84(root)) return { epsg: 4326 }
  return { unsupported: nameOf(root) }
}

function epsgOf({ nodes }: WktNode): number | undefined {
  const authority = nodes.find(
    ({ keyword, values }) => AUTHORITY.test(keyword) && /^epsg$/i.test(`${values[0]}`)
  )
  const code = Number(authority?.values[1])
  return Number.isInteger(code) ? code : undefined
}

function isNationalGrid(root: WktNode): boolean {
  const all = descendants(root)
  const method = all.find(({ keyword }) => keyword === 'PROJECTION' || keyword === 'METHOD')
  const unit = lengthUnit(root)
  const parameters = new Map(
    all
      .filter(({ keyword }) => keyword === 'PARAMETER')
      .map(({ values }) => [parameterName(values[0]), values[1]])
  )
  return (
    plain(method?.values[0]) === 'transversemercator' &&
    hasEllipsoid(all, AIRY_1830) &&
    (unit === undefined || unit === 1) &&
    Object.entries(NATIONAL_GRID).every(([name, [value, tolerance]]) =>
      isNear(parameters.get(name), value, tolerance)
    )
  )
}

function isWgs84(root: WktNode): boolean {
  const all = descendants(root)
  const datum = all.find(({ keyword }) => keyword === 'DATUM' || keyword === 'ENSEMBLE')
  const meridian = all.find(({ keyword }) => keyword === 'PRIMEM')
  return (
    /wgs1984|wgs84|worldgeodeticsystem1984/.test(plain(datum?.values[0])) &&
    hasEllipsoid(all, WGS_84) &&
    (meridian === undefined || meridian.values[1] === 0) &&
    isNear(lengthUnit(root) ?? DEGREE, DEGREE, 1e-12)
  )
}

function hasEllipsoid(nodes: readonly WktNode[], [axis, flattening]: readonly number[]): boolean {
  const ellipsoid = nodes.find(({ keyword }) => keyword === 'SPHEROID' || keyword === 'ELLIPSOID')
  return isNear(ellipsoid?.values[1], axis, 1e-3) && isNear(ellipsoid?.values[2], flattening, 1e-6)
}

/** Unit of the coordinates themselves: the one of the root, not that of its base. */
function lengthUnit({ nodes }: WktNode): string | number | undefined {
  return nodes.find(({ keyword }) => keyword.endsWith('UNIT'))?.values[1]
}

function descendants(node: WktNode): WktNode[] {
  return [node, ...node.nodes.flatMap(descendants)]
}

function parameterName(name: string | number | undefined): string {
  const bare = plain(name)
  return PARAMETER_NAMES[bare] ?? bare
}

function plain(name: string | number | undefined): string {
  return `${name ?? ''}`.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function isNear(value: string | number | undefined, expected: number, tolerance: number): boolean {
  return typeof value === 'number' && Math.abs(value - expected) <= tolerance
}

function nameOf({ values }: WktNode): string {
  return JSON.stringify(`${values[0] ?? 'without a name'}`.slice(0, LONGEST_NAME_SHOWN))
}
