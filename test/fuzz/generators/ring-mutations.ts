import fc from 'fast-check'

type Position = readonly number[]
type Ring = readonly Position[]

interface RingChange {
  readonly kind:
    | 'repeat'
    | 'swap'
    | 'move'
    | 'leave out'
    | 'open'
    | 'turn'
    | 'spike'
    | 'zigzag'
    | 'height'
    | 'many'
    | 'hole'
  readonly at: number
  readonly x: number
  readonly y: number
}

const ordinate = fc.oneof(
  fc.double({ min: -200, max: 1_400_000, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, 1e300, 700_000, 1_300_000, 2 ** 53)
)

const ringChange: fc.Arbitrary<RingChange> = fc.record({
  kind: fc.constantFrom(
    'repeat',
    'swap',
    'move',
    'leave out',
    'open',
    'turn',
    'spike',
    'zigzag',
    'height',
    'many',
    'hole'
  ),
  at: fc.nat({ max: 10_000 }),
  x: ordinate,
  y: ordinate
})

const MANY = 2_000

/** Polygons that grew out of a square in EPSG:27700, as a GeoJSON geometry that names its reference system. */
export function mutatedPolygon(): fc.Arbitrary<object> {
  const corner = fc.record({
    x: fc.integer({ min: 600_000, max: 612_000 }),
    y: fc.integer({ min: 300_000, max: 310_000 }),
    side: fc.integer({ min: 0, max: 500 })
  })
  return fc
    .record({
      corner,
      changes: fc.array(ringChange, { maxLength: 6 }),
      crs: fc.constantFrom(27700, 27700, 27700, 27700, 4326, 3857)
    })
    .map(({ corner: { x, y, side }, changes, crs }) => ({
      type: 'Polygon',
      crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${crs}` } },
      coordinates: changes.reduce(applyChange, [square(x, y, side)])
    }))
}

function square(x: number, y: number, side: number): Ring {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y]
  ]
}

function applyChange(rings: readonly Ring[], { kind, at, x, y }: RingChange): readonly Ring[] {
  if (kind === 'hole') return [...rings, square(x, y, at % 200)]
  const index = at % rings.length
  return rings.map((ring, i) =>
    i === index && ring.length > 0 ? changedRing(ring, { kind, at, x, y }) : ring
  )
}

function changedRing(ring: Ring, { kind, at, x, y }: RingChange): Ring {
  const i = at % ring.length
  const position = ring[i]
  const around = (...positions: Position[]): Ring => [...ring.slice(0, i), ...positions, ...ring.slice(i + 1)]
  const changes: Readonly<Record<Exclude<RingChange['kind'], 'hole'>, () => Ring>> = {
    repeat: () => around(position, position),
    swap: () => around(ring[(i + 1) % ring.length]),
    move: () => around([x, y]),
    'leave out': () => around(),
    open: () => ring.slice(0, -1),
    turn: () => [...ring].reverse(),
    spike: () => around(position, [x, y], position),
    zigzag: () =>
      around(
        ...Array.from({ length: at % 400 }, (_, n): Position => [
          position[0] + (n % 2) * 50,
          position[1] + n / 10
        ])
      ),
    height: () => around([...position, x, y]),
    many: () =>
      around(...Array.from({ length: MANY }, (_, n): Position => [position[0] + n / 1000, position[1]]))
  }
  return kind === 'hole' ? ring : changes[kind]()
}
