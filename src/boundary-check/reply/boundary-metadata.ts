import type { ShapeRow } from '../measures/uploaded-shapes.question'
import { roundExact } from './round-exact'

const M2_PER_HECTARE = 10_000
const M2_PER_ACRE = 4_046.856
const M_PER_KILOMETRE = 1_000
const M_PER_MILE = 1_609.344
const FIGURE_DECIMALS = 4
const DEGREE_DECIMALS = 6

type LonLat = readonly [longitude: number, latitude: number]

export interface BoundaryMetadata {
  readonly area: { readonly hectares: number; readonly acres: number }
  readonly perimeter: { readonly kilometres: number; readonly miles: number }
  /** Middle of the bounding box, not the centroid. */
  readonly centre: LonLat
  readonly bounds: Readonly<Record<'topLeft' | 'topRight' | 'bottomRight' | 'bottomLeft', LonLat>>
}

/** Figures of the first shape for display; null for one that is not valid or not there. */
export function boundaryMetadata(shape: ShapeRow | undefined): BoundaryMetadata | null {
  if (shape === undefined || !shape.isValid || shape.areaM2 === null || shape.perimeterM === null) return null
  const { areaM2, perimeterM, west, south, east, north } = shape
  const figure = (value: number): number => roundExact(value, FIGURE_DECIMALS)
  return {
    area: { hectares: figure(areaM2 / M2_PER_HECTARE), acres: figure(areaM2 / M2_PER_ACRE) },
    perimeter: {
      kilometres: figure(perimeterM / M_PER_KILOMETRE),
      miles: figure(perimeterM / M_PER_MILE)
    },
    centre: lonLat((west + east) / 2, (south + north) / 2),
    bounds: {
      topLeft: lonLat(west, north),
      topRight: lonLat(east, north),
      bottomRight: lonLat(east, south),
      bottomLeft: lonLat(west, south)
    }
  }
}

function lonLat(longitude: number, latitude: number): LonLat {
  return [roundExact(longitude, DEGREE_DECIMALS), roundExact(latitude, DEGREE_DECIMALS)]
}
