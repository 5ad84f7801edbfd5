/**
 * What kind of geometry the rows of a layer have. `polygon`: polygons of one or several parts; `multipolygon`: the same,
 * with the quality rule that every row is a MultiPolygon; `none`: a lookup table.
 */
type LayerGeometry = 'polygon' | 'multipolygon' | 'none'

/** A column of another layer; its active version counts. */
export interface ColumnReference {
  readonly layer: string
  readonly column: string
  /** Compare as numbers: "938" and "938.0" are the same. */
  readonly isNumber?: boolean
}

export interface LayerColumn {
  readonly name: string
  readonly type: 'text' | 'number' | 'integer'
  /** Names that published files use for the column; compared without case. */
  readonly aliases?: readonly string[]
  /** A missing value is refused at load. */
  readonly required?: boolean
  /** Inclusive limits of a number; a value outside is refused at load. */
  readonly range?: readonly [number, number]
  /** The texts that may stand there; any other is refused at load. */
  readonly oneOf?: readonly string[]
  /** Quality rule: every row has a value. Quality rules warn at load, and refuse under `--strict`. */
  readonly present?: boolean
  /** Quality rule: every row has a value, and no two rows the same. */
  readonly unique?: boolean
  /** Quality rule: the values are values of another layer; a missing one is allowed. */
  readonly references?: ColumnReference
}

/**
 * A layer that an assessment reads. Loader, checks and readiness follow the declarations; a new layer needs no
 * schema change.
 */
export interface LayerDeclaration {
  /** Snake-case name, e.g. `nn_catchments`; what `nrf data load --layer` takes. */
  readonly name: string
  readonly geometry: LayerGeometry
  /** `generic`: attributes as JSON, geometry cut into pieces; `coefficients`: the typed tables for millions of cells. */
  readonly storage: 'generic' | 'coefficients'
  readonly columns: readonly LayerColumn[]
}
