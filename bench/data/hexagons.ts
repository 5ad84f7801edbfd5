import type { Extent, Place } from './extent'
import type { PackageRow } from './geo-package'

/** Of the published layer: hexagons of 0.4157 ha. */
const SIDE_M = 40
const HEIGHT_M = SIDE_M * Math.sqrt(3)
/** Vertices are published to the centimetre. */
const GRID_PER_M = 100
export const CELL_AREA_M2 = (3 * Math.sqrt(3) * SIDE_M * SIDE_M) / 2

const LAND_USES = [
  'Cereals',
  'General',
  'Horticulture',
  'Pig',
  'Poultry',
  'Dairy',
  'LFA',
  'Lowland',
  'Mixed',
  'Greenspace',
  'Woodland',
  'Shrub',
  'Water',
  'Residential urban land',
  'Commercial urban land',
  'Open urban land'
]

export const CELL_COLUMNS = [
  'cromeid TEXT',
  'land_use_cat TEXT',
  'nn_catchment TEXT',
  'subcatchment TEXT',
  'lu_curr_n_coeff REAL',
  'lu_curr_p_coeff REAL',
  'n_resi_coeff REAL',
  'p_resi_coeff REAL'
]

/** Hexagons with shared edges, column by column from the south-west; `placeOf` says what a cell belongs to. */
export function* hexagons(
  extent: Extent,
  count: number,
  placeOf: (x: number, y: number) => Place
): Generator<PackageRow> {
  const rows = Math.floor((extent.maxY - extent.minY) / HEIGHT_M)
  for (let index = 0; index < count; index++) {
    const column = Math.floor(index / rows)
    const x = extent.minX + column * SIDE_M * 1.5
    const y = extent.minY + (index % rows) * HEIGHT_M + (column % 2) * (HEIGHT_M / 2)
    yield { ring: hexagonAt(x, y), values: [`RPA${index}`, ...attributesAt(index, placeOf(x, y))] }
  }
}

function hexagonAt(x: number, y: number): Float64Array {
  const half = HEIGHT_M / 2
  const [inner, outer] = [SIDE_M / 2, SIDE_M]
  const corners = [-outer, 0, -inner, half, inner, half, outer, 0, inner, -half, -inner, -half, -outer, 0]
  return Float64Array.from(corners, (offset, i) => {
    return Math.round(((i % 2 === 0 ? x : y) + offset) * GRID_PER_M) / GRID_PER_M
  })
}

/** Figures are made up; a few thousand combinations of them occur, as in the published layer. */
function attributesAt(index: number, { catchment, subcatchment }: Place): (string | number)[] {
  const landUse = hashOf(index) % LAND_USES.length
  const nitrogen = ((landUse * 7 + subcatchment) % 400) / 10
  const phosphorus = ((landUse * 3 + subcatchment) % 120) / 100
  return [
    LAND_USES[landUse],
    `Catchment ${catchment}`,
    `Subcatchment ${subcatchment}`,
    nitrogen,
    phosphorus,
    11.85 + (subcatchment % 20) / 10,
    1.07 + (subcatchment % 20) / 100
  ]
}

/** Multiplicative hashing: neighbours differ, and the same cell is the same in each run. */
function hashOf(index: number): number {
  return Math.imul(index + 1, 2_654_435_761) >>> 12
}
