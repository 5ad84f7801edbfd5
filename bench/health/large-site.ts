/** Outline of a site in the sample district: smooth, so that overlays are quick, but about 2 MiB of JSON. */
export function largeSite() {
  const ring = Array.from({ length: VERTICES }, (_, index) => pointAt((2 * Math.PI * index) / VERTICES))
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] }
}

const VERTICES = 73_000
const [EAST, NORTH, RADIUS_M] = [608_200, 305_425, 300]
const WAVES = 7
const WAVE_SHARE = 0.1

function pointAt(angle: number): readonly [number, number] {
  const radius = RADIUS_M * (1 + WAVE_SHARE * Math.sin(WAVES * angle))
  return [micrometres(EAST + radius * Math.cos(angle)), micrometres(NORTH + radius * Math.sin(angle))]
}

function micrometres(metres: number): number {
  return Number(metres.toFixed(6))
}
