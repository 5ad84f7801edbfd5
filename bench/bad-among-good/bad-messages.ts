import type { StubBackend } from '../../libs/local-env/src'

export type Details = Parameters<StubBackend['put']>[0]

interface BadMessage {
  readonly body: string
  /** What the backend says about it, where it gets that far. */
  readonly details?: Details
}

const ZIGZAG_VERTICES = 2_000
const TOO_MANY_VERTICES = 100_001
const [EAST, NORTH] = [602_550, 306_050]

type Kind = (reference: string, details: Details) => BadMessage

/** From what costs nothing to what costs most before it is refused. */
const KINDS: readonly Kind[] = [
  () => ({ body: 'not json {' }),
  (reference) => ({ body: JSON.stringify({ version: 99, reference }) }),
  (reference) => ({ body: JSON.stringify({ reference, note: 'x'.repeat(200_000), revision: 0 }) }),
  withRing(() => [
    [EAST, NORTH],
    [EAST + 90, NORTH + 100],
    [EAST + 90, NORTH],
    [EAST, NORTH + 100],
    [EAST, NORTH]
  ]),
  withRing(() => closed(ZIGZAG_VERTICES, (i) => [EAST + (i % 2) * 500, NORTH + ((i * 997) % 2000) / 10])),
  withRing(() => closed(TOO_MANY_VERTICES, (i) => [EAST + i / 1000, NORTH + (i % 7)]))
]

/** Bad messages of every kind in turn. */
export function badMessage(turn: number, reference: string, details: Details): BadMessage {
  return KINDS[turn % KINDS.length](reference, details)
}

type Ring = readonly (readonly [number, number])[]

function withRing(ring: () => Ring): Kind {
  return (reference, details) => ({
    body: JSON.stringify({ version: 1, reference }),
    details: {
      ...details,
      reference,
      boundary: { geometry: { type: 'Polygon', coordinates: [ring()] }, srid: 27700 }
    }
  })
}

function closed(vertices: number, at: (index: number) => readonly [number, number]): Ring {
  const ring = Array.from({ length: vertices }, (_, index) => at(index))
  return [...ring, ring[0]]
}
