import type { PoolClient } from 'pg'
import type { ColumnReference, LayerColumn, LayerDeclaration } from '../../layer-declaration'

const MOST_EXAMPLES = 3

/** What the quality rules of a layer find in the staged rows. */
export interface QualityFindings {
  /** Rules that the rows break, one sentence each. */
  readonly faults: readonly string[]
  /** Rules that could not be looked at, and why. */
  readonly unchecked: readonly string[]
}

interface Checked {
  readonly client: PoolClient
  readonly column: LayerColumn
  /** The value of the column in `load_staging AS staged`, as text. */
  readonly value: string
}

/**
 * Looks at all staged rows together, before their geometries are repaired: geometries of another type, keys that are missing or there twice, values missing that should be there, and
 * names that the active version of another layer does not have.
 */
export async function qualityOf(client: PoolClient, declaration: LayerDeclaration): Promise<QualityFindings> {
  const faults = await plainPolygons(client, declaration)
  const unchecked: string[] = []
  for (const column of declaration.columns) {
    const checked = { client, column, value: valueOf(column, declaration) }
    if (column.present || column.unique) faults.push(...(await missingValues(checked)))
    if (column.unique) faults.push(...(await repeatedValues(checked)))
    const found = column.references && (await unknownValues(checked, column.references))
    if (found) (found.isChecked ? faults : unchecked).push(...found.sentences)
  }
  return { faults, unchecked }
}

interface FoundRows {
  count: number
  first: number[]
}

const FOUND_ROWS = `count(*)::int AS count, (array_agg(staged.seq ORDER BY staged.seq))[1:${MOST_EXAMPLES}] AS first`

/** Blanks around a key do not make it another one. */
function valueOf({ name }: LayerColumn, { storage }: LayerDeclaration): string {
  const raw = storage === 'coefficients' ? `staged.${name}::text` : `(staged.attributes->>'${name}')`
  return `nullif(btrim(${raw}, E' \\t\\r\\n'), '')`
}

async function plainPolygons(client: PoolClient, { geometry }: LayerDeclaration): Promise<string[]> {
  if (geometry !== 'multipolygon') return []
  const { rows } = await client.query<FoundRows>(
    `SELECT ${FOUND_ROWS} FROM load_staging AS staged
     WHERE GeometryType(staged.geom) = 'POLYGON' HAVING count(*) > 0`
  )
  return rows.map(
    ({ count, first }) =>
      `the geometry should be a MultiPolygon, but is a Polygon in ${counted(count, 'row')} (${rowList(first, count)}); save the layer as multi-part`
  )
}

async function missingValues({ client, column, value }: Checked): Promise<string[]> {
  const { rows } = await client.query<FoundRows>(
    `SELECT ${FOUND_ROWS} FROM load_staging AS staged WHERE ${value} IS NULL HAVING count(*) > 0`
  )
  return rows.map(
    ({ count, first }) => `${column.name} is missing in ${counted(count, 'row')} (${rowList(first, count)})`
  )
}

async function repeatedValues({ client, column, value }: Checked): Promise<string[]> {
  const { rows } = await client.query<FoundRows & { value: string; all: number }>(
    `SELECT ${value} AS value, count(*) OVER ()::int AS all, ${FOUND_ROWS}
     FROM load_staging AS staged WHERE ${value} IS NOT NULL
     GROUP BY 1 HAVING count(*) > 1 ORDER BY min(staged.seq) LIMIT ${MOST_EXAMPLES}`
  )
  if (rows.length === 0) return []
  const examples = rows.map(
    ({ value: text, count, first }) => `${JSON.stringify(text)} in ${rowList(first, count)}`
  )
  return [
    `${column.name} should be unique, but is not for ${counted(rows[0].all, 'value')}: ${examples.join('; ')}`
  ]
}

async function unknownValues(
  { client, column, value }: Checked,
  { layer, column: target, isNumber }: ColumnReference
): Promise<{ isChecked: boolean; sentences: string[] }> {
  const { rows: active } = await client.query<{ version: number }>(
    'SELECT version FROM reference.active_version WHERE layer = $1',
    [layer]
  )
  const version = active[0]?.version
  if (version === undefined) {
    const sentence = `${column.name} was not compared with ${target} of ${layer}, which has no active version`
    return { isChecked: false, sentences: [sentence] }
  }
  const known = comparable(`(feature.attributes->>'${target}')`, isNumber)
  const { rows } = await client.query<{ value: string; all: number }>(
    `SELECT value, count(*) OVER ()::int AS all
     FROM (SELECT DISTINCT ${value} COLLATE "C" AS value FROM load_staging AS staged WHERE ${value} IS NOT NULL) AS own
     WHERE ${comparable('value', isNumber)} NOT IN (
       SELECT ${known} FROM reference.feature
       WHERE feature.layer = $1 AND feature.version = $2 AND ${known} IS NOT NULL)
     ORDER BY value LIMIT ${MOST_EXAMPLES}`,
    [layer, version]
  )
  if (rows.length === 0) return { isChecked: true, sentences: [] }
  const examples = rows.map(({ value: text }) => JSON.stringify(text)).join(', ')
  const sentence = `${column.name} has ${counted(rows[0].all, 'value')} that ${target} of ${layer} does not have: ${examples}`
  return { isChecked: true, sentences: [sentence] }
}

/** Numbers are stored as texts of several forms: "938", "938.0". A text that is no number equals none. */
function comparable(text: string, isNumber = false): string {
  if (!isNumber) return text
  return `CASE WHEN btrim(${text}) ~ '^[+-]?[0-9]+([.][0-9]*)?$' THEN btrim(${text})::float8::text ELSE ${text} END`
}

function rowList(first: readonly number[], count: number): string {
  const more = count > first.length ? ', ...' : ''
  return `${first.length === 1 ? 'row' : 'rows'} ${first.join(', ')}${more}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
