import { GeometryProblem, readAreaGeometry, toEwkb } from '@nrf/geometry'
import type { AreaGeometry, BoundarySrid, LinearRing } from '@nrf/geometry'
import type { AttributeValue, GeoFeature } from '@nrf/geo-files'
import type { LayerDeclaration } from '../../layer-declaration'
import type { ColumnMapping } from './column-mapping'
import { readColumn } from './column-value'
import type { FaultList } from './fault-list'

/** One row of a file, checked and ready to be staged. */
export interface StagedRow {
  /** Position in the file, from 1. */
  readonly seq: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** EWKB in the reference system of the file; null in a lookup. */
  readonly ewkb: Buffer | null
}

/** Turns rows of a file into rows of a layer; a row with faults is left out, and its faults go to the list. */
export class RowReader {
  private readonly ignoresText: boolean

  constructor(
    private readonly declaration: LayerDeclaration,
    private readonly mapping: ColumnMapping,
    private readonly target: { readonly srid: BoundarySrid; readonly faults: FaultList }
  ) {
    this.ignoresText = declaration.storage === 'coefficients'
  }

  read(feature: GeoFeature): StagedRow | undefined {
    const faults: string[] = []
    const attributes = this.readAttributes(feature, faults)
    const ewkb = this.declaration.geometry === 'none' ? null : this.readGeometry(feature, faults)
    for (const fault of faults) this.target.faults.add(`row ${feature.index}: ${fault}`)
    return faults.length === 0 ? { seq: feature.index, attributes, ewkb } : undefined
  }

  /** Declared columns under their declared names; all others as they are. */
  private readAttributes({ attributes }: GeoFeature, faults: string[]): Record<string, AttributeValue> {
    const { declared } = this.mapping
    const others = Object.entries(attributes).filter(([name]) => !declared.has(name))
    const read = [...declared].map(([name, column]): [string, AttributeValue] => {
      const { value, fault } = readColumn(column, attributes[name] ?? null, this.ignoresText)
      if (fault !== undefined) faults.push(fault)
      return [column.name, value]
    })
    return Object.fromEntries([...others, ...read])
  }

  private readGeometry({ geometry }: GeoFeature, faults: string[]): Buffer | null {
    try {
      return toEwkb(soundRings(geometry), this.target.srid)
    } catch (error) {
      if (!(error instanceof GeometryProblem)) throw error
      faults.push(error.message)
      return null
    }
  }
}

/** What PostGIS can take in and, where it is invalid, repair. */
function soundRings(geometry: GeoFeature['geometry']): AreaGeometry {
  if (geometry === null) throw new GeometryProblem('invalid_geometry', 'the geometry is missing')
  if ('unsupported' in geometry) {
    const message = `a Polygon or a MultiPolygon is expected, not ${geometry.unsupported}`
    throw new GeometryProblem('unsupported_geometry_type', message)
  }
  const read = readAreaGeometry(geometry).geometry
  const parts = read.type === 'Polygon' ? [read.coordinates] : read.coordinates
  if (!parts.every((rings) => rings.every(isClosed))) {
    throw new GeometryProblem('unclosed_ring', 'a ring is not closed')
  }
  return read
}

function isClosed(ring: LinearRing): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return last !== undefined && first[0] === last[0] && first[1] === last[1]
}
