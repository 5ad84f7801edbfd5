import { quoted } from './geometry-problem'
import { memberOf } from './json-members'

/** A coordinate reference system as a file or a geometry names it. */
export type DeclaredCrs = { readonly epsg: number } | { readonly unsupported: string }

const LONGEST_NAME = 256
const EPSG_NAME = /(?:^|:)EPSG::?([1-9]\d{3,5})$/i
const CRS84_NAME = /(?:^|:)CRS84$/i

/**
 * Reads a name such as `EPSG:27700`, `urn:ogc:def:crs:EPSG::4326` or `OGC:CRS84` (read as 4326, since GeoJSON
 * positions are x,y whatever the name says).
 */
export function parseCrsName(name: string): DeclaredCrs {
  const readable = name.length <= LONGEST_NAME
  const code = readable ? EPSG_NAME.exec(name)?.[1] : undefined
  if (code !== undefined) return { epsg: Number(code) }
  return readable && CRS84_NAME.test(name) ? { epsg: 4326 } : { unsupported: quoted(name) }
}

/** Reads the `crs` member of a GeoJSON object; absent, null and linked ones give null. */
export function readCrsMember(holder: unknown): DeclaredCrs | null {
  const crs = memberOf(holder, 'crs')
  if (crs === undefined || crs === null || memberOf(crs, 'type') === 'link') return null
  const name = memberOf(memberOf(crs, 'properties'), 'name')
  return typeof name === 'string' ? parseCrsName(name) : { unsupported: 'a crs member without a name' }
}
