import type { LinearRing } from '@nrf/geometry'
import { Mesh } from './mesh'
import { CATCHMENTS, outlineAt, SUBCATCHMENTS } from './outlines'
import { DISTRICT, middleOf, rectangle } from './plane'
import { featureOf, type SampleFeature } from './sample-layer'
import { SeededRandom } from './seeded-random'

const CELL_M = 400

/** Coefficients in kg per hectare and year: nitrogen, then phosphorus. */
interface LandUse {
  readonly category: string
  readonly current: readonly [number | null, number | null]
  readonly residential: readonly [number | null, number | null]
}

const ROUND_RESIDENTIAL = [12, 1.2] as const

/**
 * Two cells of the mesh hold four plain squares each, with round figures: the sites that samples/README.md works
 * out by hand lie there. Squares in the order south-west, south-east, north-west, north-east.
 */
const PLAIN_CELLS: readonly { column: number; row: number; squares: readonly LandUse[] }[] = [
  {
    column: 6,
    row: 15,
    squares: [
      { category: 'Cereals', current: [20, 0.4], residential: ROUND_RESIDENTIAL },
      { category: 'Improved grassland', current: [8, 0.2], residential: ROUND_RESIDENTIAL },
      { category: 'Cereals', current: [20, 0.4], residential: ROUND_RESIDENTIAL },
      { category: 'Woodland', current: [2, 0], residential: ROUND_RESIDENTIAL }
    ]
  },
  {
    column: 20,
    row: 13,
    squares: [
      { category: 'Woodland', current: [2.2, 0], residential: ROUND_RESIDENTIAL },
      { category: 'Horticulture', current: [15.2, 0.5], residential: ROUND_RESIDENTIAL },
      { category: 'Cereals', current: [20.2, 0.5], residential: ROUND_RESIDENTIAL },
      { category: 'Improved grassland', current: [8.2, 0.75], residential: ROUND_RESIDENTIAL }
    ]
  }
]

/** Category, lowest and highest nitrogen, lowest and highest phosphorus, how many in a hundred parcels. */
const LAND_USES = [
  ['Cereals', 19, 31, 0.25, 0.55, 42],
  ['Improved grassland', 8, 16, 0.15, 0.4, 20],
  ['Permanent grassland', 4, 8, 0.05, 0.2, 14],
  ['Horticulture', 17, 28, 0.3, 0.7, 8],
  ['Woodland', 1.5, 3.5, 0.02, 0.05, 9],
  ['Water', 0, 0, 0, 0, 2],
  ['Residential urban land', 0, 0, 0, 0, 5]
] as const

const RESIDENTIAL: Readonly<Record<string, readonly [number, number]>> = {
  Wensum: [11.85, 1.07],
  Yare: [12.85, 1.34],
  Bure: [13.4, 1.21]
}

const round4 = (value: number): number => Math.round(value * 10_000) / 10_000

function drawLandUse(random: SeededRandom, subcatchment: string): LandUse {
  const residential = RESIDENTIAL[subcatchment]
  let ticket = random.between(0, 100)
  const drawn = LAND_USES.find((use) => (ticket -= use[5]) < 0) ?? LAND_USES[0]
  const [category, lowN, highN, lowP, highP] = drawn
  const current = [round4(random.between(lowN, highN)), round4(random.between(lowP, highP))] as const
  if (category === 'Residential urban land') return { category, current: residential, residential }
  // Published layers lack some coefficients; nobody may read such a gap as zero.
  if (random.chance(0.02)) return { category, current: [null, null], residential }
  if (random.chance(0.01)) return { category, current, residential: [null, null] }
  return { category, current, residential }
}

function irregularRings(
  random: SeededRandom,
  mesh: Mesh,
  column: number,
  row: number
): readonly LinearRing[] {
  if (random.chance(0.03)) return []
  if (random.chance(0.25)) return mesh.halves(column, row, random.chance(0.5) ? 'upright' : 'level')
  return [mesh.whole(column, row)]
}

function squareRings(column: number, row: number): LinearRing[] {
  const half = CELL_M / 2
  const west = DISTRICT.west + column * CELL_M
  const south = DISTRICT.south + row * CELL_M
  const square = (x: number, y: number) => rectangle(x, y, x + half, y + half)
  return [
    square(west, south),
    square(west + half, south),
    square(west, south + half),
    square(west + half, south + half)
  ]
}

interface Parcel {
  readonly ring: LinearRing
  readonly use?: LandUse
}

function parcelsOfCell(random: SeededRandom, mesh: Mesh, column: number, row: number): readonly Parcel[] {
  const plain = PLAIN_CELLS.find((cell) => cell.column === column && cell.row === row)
  if (!plain) return irregularRings(random, mesh, column, row).map((ring) => ({ ring }))
  return squareRings(column, row).map((ring, index) => ({ ring, use: plain.squares[index] }))
}

const isCornerOfPlainCell = (column: number, row: number): boolean =>
  PLAIN_CELLS.some(
    (cell) =>
      (column === cell.column || column === cell.column + 1) && (row === cell.row || row === cell.row + 1)
  )

/** Farmland of both catchments; parcels whose middle lies outside them are left out, as in the published layer. */
export function coefficientParcels(): SampleFeature[] {
  const random = SeededRandom.for('parcels')
  const mesh = new Mesh(random, { cellM: CELL_M, jitterM: 90, bendM: 18, isFixed: isCornerOfPlainCell })
  const parcels: Parcel[] = []
  for (let row = 0; row < mesh.rows; row++) {
    for (let column = 0; column < mesh.columns; column++) {
      parcels.push(...parcelsOfCell(random, mesh, column, row))
    }
  }
  let number = 0
  return parcels.flatMap(({ ring, use }) => {
    const place = placeOf(ring)
    if (!place) return []
    const cromeid = `SAMPLE${String(++number).padStart(6, '0')}`
    return [featureOf({ cromeid, ...columnsOf(use ?? drawLandUse(random, place.subcatchment), place) }, ring)]
  })
}

interface Place {
  readonly catchment: string
  readonly subcatchment: string
}

function placeOf(ring: LinearRing): Place | undefined {
  const middle = middleOf(ring)
  const catchment = outlineAt(middle, Object.values(CATCHMENTS))
  const subcatchment = outlineAt(middle, SUBCATCHMENTS)
  return catchment === undefined || subcatchment === undefined ? undefined : { catchment, subcatchment }
}

/** Column names as in the published layer. */
function columnsOf(use: LandUse, { catchment, subcatchment }: Place) {
  return {
    Land_use_cat: use.category,
    NN_Catchment: catchment,
    SubCatchment: subcatchment,
    LU_CurrNcoeff: use.current[0],
    LU_CurrPcoeff: use.current[1],
    N_ResiCoeff: use.residential[0],
    P_ResiCoeff: use.residential[1]
  }
}
