import type { LinearRing, Position } from '@nrf/geometry'
import { closed, DISTRICT, position } from './plane'
import type { SeededRandom } from './seeded-random'

export interface MeshOptions {
  readonly cellM: number
  /** How far a corner may stand off its grid place, on each axis. */
  readonly jitterM: number
  /** How far the middle of an edge may stand off the straight line, on each axis. */
  readonly bendM: number
  /** Corners that stay on the grid; edges between two of them stay straight. */
  readonly isFixed?: (column: number, row: number) => boolean
}

/** Irregular cells over the whole district that share corners and edge middles exactly: no gap, no overlap. */
export class Mesh {
  readonly columns: number
  readonly rows: number
  private readonly corners: Position[][]
  private readonly across: Position[][]
  private readonly up: Position[][]

  constructor(
    private readonly random: SeededRandom,
    private readonly options: MeshOptions
  ) {
    this.columns = (DISTRICT.east - DISTRICT.west) / options.cellM
    this.rows = (DISTRICT.north - DISTRICT.south) / options.cellM
    this.corners = this.fill((column, row) => this.corner(column, row))
    this.across = this.fill((column, row) => this.middle([column, row], [column + 1, row]))
    this.up = this.fill((column, row) => this.middle([column, row], [column, row + 1]))
  }

  whole(column: number, row: number): LinearRing {
    const { sw, south, se, east, ne, north, nw, west } = this.cell(column, row)
    return closed([sw, south, se, east, ne, north, nw, west])
  }

  /** The cell cut in two between the middles of opposite edges. */
  halves(column: number, row: number, cut: 'upright' | 'level'): [LinearRing, LinearRing] {
    const { sw, south, se, east, ne, north, nw, west } = this.cell(column, row)
    return cut === 'upright'
      ? [closed([sw, south, north, nw, west]), closed([south, se, east, ne, north])]
      : [closed([sw, south, se, east, west]), closed([west, east, ne, north, nw])]
  }

  private cell(column: number, row: number) {
    const { corners, across, up } = this
    return {
      sw: corners[column][row],
      south: across[column][row],
      se: corners[column + 1][row],
      east: up[column + 1][row],
      ne: corners[column + 1][row + 1],
      north: across[column][row + 1],
      nw: corners[column][row + 1],
      west: up[column][row]
    }
  }

  private fill(make: (column: number, row: number) => Position): Position[][] {
    return Array.from({ length: this.columns + 1 }, (_, column) =>
      Array.from({ length: this.rows + 1 }, (__, row) => make(column, row))
    )
  }

  private corner(column: number, row: number): Position {
    const { cellM, jitterM } = this.options
    const still = this.isFixed(column, row)
    const dx = still || this.isEdge(column, this.columns) ? 0 : this.random.sway(jitterM)
    const dy = still || this.isEdge(row, this.rows) ? 0 : this.random.sway(jitterM)
    return position(DISTRICT.west + column * cellM + dx, DISTRICT.south + row * cellM + dy)
  }

  private middle(from: readonly [number, number], to: readonly [number, number]): Position {
    const a = this.corners[from[0]][from[1]]
    const b = this.corners[to[0]]?.[to[1]] ?? a
    const still = this.isFixed(...from) && this.isFixed(...to)
    const dx = still || this.isBorder(0, from, to) ? 0 : this.random.sway(this.options.bendM)
    const dy = still || this.isBorder(1, from, to) ? 0 : this.random.sway(this.options.bendM)
    return position((a[0] + b[0]) / 2 + dx, (a[1] + b[1]) / 2 + dy)
  }

  private isFixed(column: number, row: number): boolean {
    return this.options.isFixed?.(column, row) ?? false
  }

  private isEdge(index: number, last: number): boolean {
    return index === 0 || index === last
  }

  /** Both ends lie on the same border of the district. */
  private isBorder(axis: 0 | 1, from: readonly number[], to: readonly number[]): boolean {
    return from[axis] === to[axis] && this.isEdge(from[axis], axis === 0 ? this.columns : this.rows)
  }
}
