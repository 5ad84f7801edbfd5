/** What a person wants to know of a result that the backend holds. */
export interface PostedResult {
  readonly end: 'completed' | 'out-of-scope' | 'failed'
  /** Totals of the nutrient outcome; null without one, or when it is out of scope or failed. */
  readonly nitrogenKgPerYear: number | null
  readonly phosphorusKgPerYear: number | null
  /** Of the newt outcome; null without one. */
  readonly newts: NewtResult | null
  readonly failure?: { readonly code: string; readonly message: string }
}

export interface NewtResult {
  readonly habitatOnSiteHa: number
  /** On the site and in its surroundings. */
  readonly ponds: number
}

type Members = Readonly<Record<string, unknown>>

const NOTHING = { nitrogenKgPerYear: null, phosphorusKgPerYear: null, newts: null }
const SQUARE_METRES_PER_HECTARE = 10_000

/** Reads the body of a posted result; undefined when nothing was posted. */
export function readPostedResult(body: unknown): PostedResult | undefined {
  if (body === undefined) return undefined
  const { status, error, outcomes } = membersOf(body)
  if (status === 'FAILED') {
    const { code, message } = membersOf(error)
    return { end: 'failed', ...NOTHING, failure: { code: textOf(code), message: textOf(message) } }
  }
  const summaries = rowsOf(outcomes)
    .map(({ summary }) => summary)
    .filter((summary) => summary !== null)
    .map(membersOf)
  if (summaries.length === 0) return { end: 'out-of-scope', ...NOTHING }
  const nutrient = summaries.find((summary) => 'N_Total' in summary) ?? {}
  const newt = summaries.find((summary) => 'habitat_impact' in summary)
  return {
    end: 'completed',
    nitrogenKgPerYear: numberOf(nutrient['N_Total']),
    phosphorusKgPerYear: numberOf(nutrient['P_Total']),
    newts: newt === undefined ? null : newtResult(newt)
  }
}

/** One line for a person: what the result says in figures. */
export function figuresOf({ nitrogenKgPerYear, phosphorusKgPerYear, newts }: PostedResult): string {
  const nutrients =
    nitrogenKgPerYear === null ? [] : [`N ${nitrogenKgPerYear} kg/year, P ${phosphorusKgPerYear} kg/year`]
  const habitat =
    newts === null
      ? []
      : [`newt habitat on the site ${newts.habitatOnSiteHa.toFixed(2)} ha, ponds ${newts.ponds}`]
  return [...nutrients, ...habitat].join('; ')
}

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function newtResult({ habitat_impact: habitat, pond_frequency: frequency }: Members): NewtResult {
  const onSite = rowsOf(habitat).filter(({ Area }) => Area === 'RLB')
  return {
    habitatOnSiteHa: sumOf(onSite, 'Shape_Area') / SQUARE_METRES_PER_HECTARE,
    ponds: sumOf(rowsOf(frequency), 'FREQUENCY')
  }
}

function sumOf(rows: readonly Members[], column: string): number {
  return rows.reduce((sum, row) => sum + (numberOf(row[column]) ?? 0), 0)
}

function rowsOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(membersOf) : []
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
