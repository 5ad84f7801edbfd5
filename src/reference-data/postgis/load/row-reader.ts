import { GeometryProblem, readAreaGeometry, toEwkb } from '@nrf/geometry'
import type { BoundarySrid } from '@nrf/geometry'
import type { LayerColumn, LayerDeclaration } from '../../layer-declaration'
import type { ColumnMapping } from './column-mapping'
import { plainValue, readColumn } from './column-value'
import type { AttributeValue } from './column-value'
import type { FaultList } from './fault-list'

/** One row of a file, checked and ready to be staged. */
export interface StagedRow {
  /** Position in the file, from 1. */
  readonly seq: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** EWKB in the reference system of the file; null in a lookup. */
  readonly ewkb: Buffer | null
}

export interface SourceRow {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly geometry: unknown
}

/** Turns rows of a file into rows of a layer; faults go to the list and the row is left out. */
export class RowReader {
  private readonly ignoresText: boolean

  constructor(
    private readonly declaration: LayerDeclaration,
    private readonly mapping: ColumnMapping,
    private readonly source: { readonly srid: BoundarySrid; readonly faults: FaultList }
  ) {
    this.ignoresText = declaration.storage === 'coefficients'
  }

  read(row: SourceRow, seq: number): StagedRow | undefined {
    const faults: string[] = []
    const attributes = this.readAttributes(row, faults)
    const ewkb = this.declaration.geometry === 'none' ? null : this.readGeometry(row, faults)
    for (const fault of faults) this.source.faults.add(`row ${seq}: ${fault}`)
    return faults.length === 0 ? { seq, attributes, ewkb } : undefined
  }

  private readAttributes(row: SourceRow, faults: string[]): Record<string, AttributeValue> {
    const attributes: Record<string, AttributeValue> = {}
    for (const [name, raw] of Object.entries(row.attributes)) {
      if (!this.mapping.declared.has(name)) attributes[name] = plainValue(raw)
    }
    for (const [name, column] of this.mapping.declared) {
      attributes[column.name] = this.readDeclared(column, row.attributes[name], faults)
    }
    return attributes
  }

  private readDeclared(column: LayerColumn, raw: unknown, faults: string[]): AttributeValue {
    const { value, fault } = readColumn(column, raw, this.ignoresText)
    if (fault !== undefined) faults.push(fault)
    return value
  }

  private readGeometry({ geometry }: SourceRow, faults: string[]): Buffer | null {
    if (geometry === null || geometry === undefined) {
      faults.push('the geometry is missing')
      return null
    }
    try {
      return toEwkb(readAreaGeometry(geometry).geometry, this.source.srid)
    } catch (error) {
      if (!(error instanceof GeometryProblem)) throw error
      faults.push(error.message)
      return null
    }
  }
}
