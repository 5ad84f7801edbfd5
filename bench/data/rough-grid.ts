import type { Extent } from './extent'

const GRID_PER_M = 1000
const OCTAVES = 10
/** An edge stays within 45° of its straight line at both ends, so that edges meet in the corners only. */
const STEEPEST = 0.35

interface Node {
  readonly column: number
  readonly row: number
}

/**
 * A grid of polygons whose shared edges are rough as those of surveyed areas: each edge is a profile over its straight
 * line, so that it cannot cross itself, and the same from both sides.
 */
export class RoughGrid {
  constructor(
    private readonly extent: Extent,
    readonly columns: number,
    readonly rows: number,
    /** Vertices of one edge; a polygon has four. */
    private readonly edgeVertices: number
  ) {}

  *rings(): Generator<Float64Array> {
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) yield this.ringOf({ column, row })
    }
  }

  /** Of the straight grid: near an edge the rough polygon may be the neighbour. */
  indexAt(x: number, y: number): number {
    const { minX, minY } = this.extent
    const column = Math.floor((x - minX) / this.width)
    const row = Math.floor((y - minY) / this.height)
    return limited(row, this.rows) * this.columns + limited(column, this.columns)
  }

  private get width(): number {
    return (this.extent.maxX - this.extent.minX) / this.columns
  }

  private get height(): number {
    return (this.extent.maxY - this.extent.minY) / this.rows
  }

  private ringOf({ column, row }: Node): Float64Array {
    const south = this.horizontal({ column, row })
    const east = this.vertical({ column: column + 1, row })
    const north = this.horizontal({ column, row: row + 1 }).toReversed()
    const west = this.vertical({ column, row }).toReversed()
    const open = [south, east, north, west].flatMap((edge) => edge.slice(0, -1))
    return Float64Array.from([...open, open[0]].flat())
  }

  private horizontal({ column, row }: Node): [number, number][] {
    const [x, y] = [this.extent.minX + column * this.width, this.extent.minY + row * this.height]
    const offsets = this.profile(row * 10_007 + column * 2, Math.min(this.width, this.height))
    return offsets.map((offset, i) => onGrid(x + (i / this.edgeVertices) * this.width, y + offset))
  }

  private vertical({ column, row }: Node): [number, number][] {
    const [x, y] = [this.extent.minX + column * this.width, this.extent.minY + row * this.height]
    const offsets = this.profile(row * 10_007 + column * 2 + 1, Math.min(this.width, this.height))
    return offsets.map((offset, i) => onGrid(x + offset, y + (i / this.edgeVertices) * this.height))
  }

  /** Sum of waves of halving height, flattened towards both ends. */
  private profile(seed: number, lengthM: number): number[] {
    const waves = Array.from({ length: OCTAVES }, (_, octave) => ({
      turns: 2 ** octave,
      height: 2 ** -octave,
      phase: fraction(seed * 31 + octave * 7) * 2 * Math.PI
    }))
    return Array.from({ length: this.edgeVertices + 1 }, (_, i) => {
      const t = i / this.edgeVertices
      const wave = waves.reduce(
        (sum, one) => sum + one.height * Math.sin(one.turns * 2 * Math.PI * t + one.phase),
        0
      )
      return (wave / 2) * STEEPEST * Math.min(t, 1 - t) * lengthM
    })
  }
}

function onGrid(x: number, y: number): [number, number] {
  return [Math.round(x * GRID_PER_M) / GRID_PER_M, Math.round(y * GRID_PER_M) / GRID_PER_M]
}

function fraction(seed: number): number {
  return (Math.imul(seed + 1, 2_246_822_519) >>> 0) / 2 ** 32
}

function limited(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index))
}
