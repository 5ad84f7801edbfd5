import type { LayerColumn, LayerDeclaration } from '../../layer-declaration'

/** Which column of a file feeds which column of a layer. */
export interface ColumnMapping {
  /** Declared columns by the name they have in the file. */
  readonly declared: ReadonlyMap<string, LayerColumn>
  /** Required columns that the file does not have. */
  readonly missing: readonly LayerColumn[]
}

/** Finds the declared columns in a file, by name or alias, without case. */
export function mapColumns(declaration: LayerDeclaration, fileColumns: readonly string[]): ColumnMapping {
  const declared = new Map<string, LayerColumn>()
  const missing: LayerColumn[] = []
  for (const column of declaration.columns) {
    const found = findColumn(column, fileColumns)
    if (found !== undefined) declared.set(found, column)
    else if (column.required) missing.push(column)
  }
  return { declared, missing }
}

/** The declared name goes before the aliases, an exact spelling before another case. */
function findColumn(column: LayerColumn, fileColumns: readonly string[]): string | undefined {
  for (const name of [column.name, ...(column.aliases ?? [])]) {
    const found =
      fileColumns.find((candidate) => candidate === name) ??
      fileColumns.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    if (found !== undefined) return found
  }
  return undefined
}
