import { isUploadCode, UPLOAD_STATUS, type UploadCode } from '../boundary-check.failures'
import type { ShapeRow } from '../measures/uploaded-shapes.question'
import { acceptedReply, refusedReply, shownReply } from '../reply/boundary-reply'
import { FAILURE_CODES } from '../../failures/failure-codes'

interface Example {
  readonly summary: string
  readonly value: object
}

const DEGREES =
  '{"type":"Polygon","coordinates":[[[1.2669,52.7879],[1.2669,52.7885],[1.264,52.7885],[1.264,52.7879],[1.2669,52.7879]]]}'
const METRES =
  '{"type":"Polygon","coordinates":[[[620387.429,326150.567],[620384.613,326217.263],[620189.136,326209.006],[620191.955,326142.309],[620387.429,326150.567]]]}'

const SHAPE: ShapeRow = {
  isValid: true,
  reason: null,
  isOnGrid: true,
  wgs84: DEGREES,
  britishNationalGrid: METRES,
  areaM2: 13_069.256,
  perimeterM: 524.955,
  west: 1.264,
  south: 52.7879,
  east: 1.2669,
  north: 52.7885
}

const EDP = {
  name: 'Broads SAC (Yare & Bure) & Wensum SAC',
  edp: '{"type":"Polygon","coordinates":[[[1.2,52.7],[1.3,52.7],[1.3,52.8],[1.2,52.7]]]}',
  overlap: DEGREES,
  overlapM2: 13_069.256,
  unionM2: 13_069.256
}

/** Codes whose reply shows what the file holds. */
const SHOWN: readonly UploadCode[] = [
  'invalid_geometry',
  'unsupported_geometry_type',
  'self_intersecting_geometry',
  'geometry_has_holes',
  'duplicate_vertices'
]

const parsed = (text: string): object => Object(JSON.parse(text))

/** Of a boundary that can be used; the geometries are shortened. */
export const ACCEPTED: Readonly<Record<string, Example>> = {
  accepted: { summary: 'A boundary inside one EDP area.', value: parsed(acceptedReply(SHAPE, [EDP])) }
}

/** One refusal for every code that is answered with `status`. */
export function refusals(status: number): Readonly<Record<string, Example>> {
  const codes = Object.keys(UPLOAD_STATUS)
    .filter(isUploadCode)
    .filter((code) => UPLOAD_STATUS[code] === status)
  return Object.fromEntries(
    codes.map((code) => [code, { summary: FAILURE_CODES[code].cause, value: parsed(replyOf(code)) }])
  )
}

function replyOf(code: UploadCode): string {
  if (!SHOWN.includes(code)) return refusedReply(code)
  const isValid = code === 'geometry_has_holes' || code === 'duplicate_vertices'
  return shownReply(code, code === 'invalid_geometry' ? [null, SHAPE] : [{ ...SHAPE, isValid }])
}
