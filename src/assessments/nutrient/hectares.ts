const SQUARE_METRES_PER_HECTARE = 10_000

/** An area in square metres as hectares, unrounded. */
export function hectares(areaM2: number): number {
  return areaM2 / SQUARE_METRES_PER_HECTARE
}
