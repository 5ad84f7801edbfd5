import type { UploadCode } from '../boundary-check.failures'
import type { EdpRow } from '../measures/edp-overlaps.question'
import type { ShapeRow } from '../measures/uploaded-shapes.question'
import { boundaryMetadata } from './boundary-metadata'
import { roundExact } from './round-exact'

const GRID_NAME = 'urn:ogc:def:crs:EPSG::27700'
const POLYGON = '{"type":"Polygon",'
const M2_PER_HECTARE = 10_000

/** The five members of every reply, as JSON text: the geometries come as text and may have megabytes. */
interface ReplyTexts {
  readonly boundaryGeometryOriginal?: string
  readonly boundaryGeometryWgs84?: string
  readonly intersectingEdps?: string
  readonly boundaryMetadata?: string
  readonly error?: UploadCode
}

/** Reply to a file that could not be read, or holds nothing to show. */
export function refusedReply(error: UploadCode): string {
  return replyText({ error })
}

/**
 * Reply to shapes that can be shown but are no boundary.
 * @param shapes every feature in the order of the file, null where it cannot be drawn
 */
export function shownReply(error: UploadCode, shapes: readonly (ShapeRow | null)[]): string {
  return replyText({
    error,
    boundaryGeometryWgs84: collectionText(shapes),
    boundaryMetadata: JSON.stringify(boundaryMetadata(shapes[0] ?? undefined))
  })
}

/** Reply to a boundary that passed. */
export function acceptedReply(first: ShapeRow, edps: readonly EdpRow[]): string {
  return replyText({
    boundaryGeometryOriginal: withCrs(first.britishNationalGrid),
    boundaryGeometryWgs84: first.wgs84,
    intersectingEdps: `[${edps.map(edpText).join(',')}]`,
    boundaryMetadata: JSON.stringify(boundaryMetadata(first))
  })
}

function replyText(texts: ReplyTexts): string {
  const { boundaryGeometryOriginal = 'null', boundaryGeometryWgs84 = 'null' } = texts
  const { intersectingEdps = '[]', boundaryMetadata: metadata = 'null', error = null } = texts
  return (
    `{"boundaryGeometryOriginal":${boundaryGeometryOriginal},"boundaryGeometryWgs84":${boundaryGeometryWgs84},` +
    `"intersectingEdps":${intersectingEdps},"boundaryMetadata":${metadata},"error":${JSON.stringify(error)}}`
  )
}

function withCrs(polygon: string | null): string {
  if (polygon?.startsWith(POLYGON) !== true)
    throw new Error('The database gave another geometry than a Polygon')
  const crs = JSON.stringify({ type: 'name', properties: { name: GRID_NAME } })
  return `${POLYGON}"crs":${crs},${polygon.slice(POLYGON.length)}`
}

function collectionText(shapes: readonly (ShapeRow | null)[]): string {
  const features = shapes.map(
    (shape) => `{"type":"Feature","properties":null,"geometry":${shape === null ? 'null' : shape.wgs84}}`
  )
  const drawn = shapes.filter((shape) => shape !== null)
  const bbox = drawn.length === 0 ? '' : `"bbox":${JSON.stringify(boundsOf(drawn))},`
  return `{"type":"FeatureCollection",${bbox}"features":[${features.join(',')}]}`
}

function boundsOf(shapes: readonly ShapeRow[]): number[] {
  return [
    Math.min(...shapes.map(({ west }) => west)),
    Math.min(...shapes.map(({ south }) => south)),
    Math.max(...shapes.map(({ east }) => east)),
    Math.max(...shapes.map(({ north }) => north))
  ]
}

function edpText({ name, edp, overlap, overlapM2, unionM2 }: EdpRow): string {
  const label = JSON.stringify(name)
  const percentage = unionM2 === 0 ? 0 : roundExact((overlapM2 / unionM2) * 100, 2)
  return (
    `{"label":${label},"n2k_site_name":${label},"edp_geometry":${edp},"intersection_geometry":${overlap ?? 'null'},` +
    `"overlap_area_ha":${roundExact(overlapM2 / M2_PER_HECTARE, 4)},"overlap_area_sqm":${roundExact(overlapM2, 2)},` +
    `"overlap_percentage":${percentage}}`
  )
}
