import { readBoundary, type BoundarySrid } from '@nrf/geometry'
import type { UploadCode } from '../boundary-check.failures'
import type { UploadReading } from './boundary-upload'
import { ringFactsOf } from './polygon-rings'

/** What a file holds, before any rule about boundaries is applied. */
interface UploadedFeatures {
  readonly srid: BoundarySrid
  /** GeoJSON geometries as they are, in the order of the file; nothing about them is known to be right. */
  readonly geometries: readonly unknown[]
}

/** In the published order; several broken rules of one file are told by the first of them. */
const ORDER: readonly UploadCode[] = [
  'too_many_vertices',
  'invalid_geometry',
  'unsupported_geometry_type',
  'coordinates_out_of_range',
  'unclosed_ring',
  'no_polygon_found'
]
const LEAST_BYTES_OF_A_VERTEX = 16

interface Examined {
  readonly shape: Uint8Array | null
  readonly code: UploadCode | null
}

/** Applies the rules for uploads that need no database. Never throws for a feature. */
export function examineFeatures({ srid, geometries }: UploadedFeatures, maxVertices: number): UploadReading {
  let left = maxVertices
  const examined = geometries.map((geometry) => {
    const one = examine(geometry, srid, left)
    left -= Math.floor((one.shape?.length ?? 0) / LEAST_BYTES_OF_A_VERTEX)
    return one
  })
  const shapes = examined.map(({ shape }) => shape)
  const facts = shapes.flatMap((shape) => (shape === null ? [] : [ringFactsOf(shape)]))
  return {
    ok: true,
    srid,
    shapes,
    problem: firstProblem(examined),
    hasHole: facts.some(({ hasHole }) => hasHole),
    hasRepeatedVertex: facts.some(({ hasRepeatedVertex }) => hasRepeatedVertex)
  }
}

function examine(geometry: unknown, srid: BoundarySrid, maxVertices: number): Examined {
  const { type, coordinates } = membersOf(geometry)
  if (type === 'Polygon' && isEmpty(coordinates)) return { shape: null, code: 'no_polygon_found' }
  const reading = readBoundary({ type, coordinates }, { srid, maxVertices: Math.max(maxVertices, 0) })
  const shape = reading.ok ? reading.ewkb : null
  if (typeof type === 'string' && type !== 'Polygon') return { shape, code: 'unsupported_geometry_type' }
  return { shape, code: reading.ok ? null : reading.problem.code }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isEmpty(coordinates: unknown): boolean {
  return Array.isArray(coordinates) && coordinates.every((ring) => Array.isArray(ring) && ring.length === 0)
}

function firstProblem(examined: readonly Examined[]): UploadCode | null {
  if (examined.length === 0) return 'no_polygon_found'
  const found = new Set(examined.map(({ code }) => code))
  return ORDER.find((code) => found.has(code)) ?? null
}
