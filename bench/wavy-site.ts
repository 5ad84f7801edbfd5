const WAVES = 7
const WAVE_SHARE = 0.1
const SQUARE_METRES = 10_000

export interface WavyOutline {
  /** Metres, EPSG:27700. */
  readonly centre: readonly [east: number, north: number]
  readonly radiusM: number
  readonly vertices: number
}

/** A round site with seven waves: always the same for the same outline. */
export function wavySite({ centre: [east, north], radiusM, vertices }: WavyOutline) {
  const ring = Array.from({ length: vertices }, (_, index): readonly [number, number] => {
    const angle = (2 * Math.PI * index) / vertices
    const radius = radiusM * (1 + WAVE_SHARE * Math.sin(WAVES * angle))
    return [micrometres(east + radius * Math.cos(angle)), micrometres(north + radius * Math.sin(angle))]
  })
  return { type: 'Polygon' as const, coordinates: [[...ring, ring[0]]] }
}

/** Mean radius of a wavy site of this area: the waves add half the square of their share. */
export function radiusOf(areaHa: number): number {
  return Math.sqrt((areaHa * SQUARE_METRES) / (Math.PI * (1 + WAVE_SHARE ** 2 / 2)))
}

function micrometres(metres: number): number {
  return Number(metres.toFixed(6))
}
