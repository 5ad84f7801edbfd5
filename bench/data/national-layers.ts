import type { Extent } from './extent'
import type { PackageLayer } from './geo-package'
import { CELL_AREA_M2, CELL_COLUMNS, hexagons } from './hexagons'
import { RoughGrid } from './rough-grid'

/** Room round the published sites of the Broads and the Wensum, which lie in the middle of it. */
const CENTRE = { x: 620_000, y: 312_000 }
/** The British National Grid ends 5 km further east, and the rough edges of the polygons need room. */
const EASTERNMOST = 695_000
/** As many as the published coefficient layer has. */
export const NATIONAL_CELLS = 5_400_976

/** Polygons along one side, and vertices of a polygon, as in the national layers. */
const GRIDS = {
  wwtw_catchments: { perSide: 80, vertices: 2_000 },
  lpa_boundaries: { perSide: 11, vertices: 36_000 },
  subcatchments: { perSide: 30, vertices: 10_000 },
  nn_catchments: { perSide: 6, vertices: 60_000 }
}

/**
 * The layers of the size of the country, in the order in which they can be loaded. With fewer cells the country is
 * smaller, and has as many fewer polygons.
 */
export function nationalLayers(cells: number): PackageLayer[] {
  const extent = squareOf(cells)
  const share = Math.min(1, cells / NATIONAL_CELLS)
  const grids = Object.fromEntries(
    Object.entries(GRIDS).map(([name, { perSide, vertices }]) => {
      const side = Math.max(2, Math.round(perSide * Math.sqrt(share)))
      return [name, new RoughGrid(extent, side, side, Math.max(8, Math.round(vertices / 4)))]
    })
  )
  const { nn_catchments: nn, subcatchments, lpa_boundaries: lpa, wwtw_catchments: wwtw } = grids
  return [
    polygons('nn_catchments', nn, ['N2K_Site_N TEXT', 'OID TEXT'], (i) => [`Catchment ${i}`, String(i)]),
    polygons('subcatchments', subcatchments, ['OPCAT_NAME TEXT'], (i) => [`Subcatchment ${i}`]),
    polygons('lpa_boundaries', lpa, ['NAME TEXT'], (i) => [`Authority ${i}`]),
    polygons('wwtw_catchments', wwtw, ['WwTw_ID TEXT'], (i) => [String(i + 1)]),
    {
      name: 'coefficient_layer',
      columns: CELL_COLUMNS,
      rowCount: cells,
      rows: hexagons(extent, cells, (x, y) => ({
        catchment: nn.indexAt(x, y),
        subcatchment: subcatchments.indexAt(x, y)
      }))
    }
  ]
}

/** Around the sites, or as far west of that as the grid demands. */
function squareOf(cells: number): Extent {
  const side = Math.sqrt(cells * CELL_AREA_M2)
  const maxX = Math.min(CENTRE.x + side / 2, EASTERNMOST)
  return { minX: maxX - side, maxX, minY: CENTRE.y - side / 2, maxY: CENTRE.y + side / 2 }
}

function polygons(
  name: string,
  grid: RoughGrid,
  columns: readonly string[],
  valuesOf: (index: number) => string[]
): PackageLayer {
  function* rows() {
    let index = 0
    for (const ring of grid.rings()) yield { ring, values: valuesOf(index++) }
  }
  return { name, columns, rowCount: grid.columns * grid.rows, rows: rows() }
}
