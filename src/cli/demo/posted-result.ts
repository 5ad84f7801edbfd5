/** What a person wants to know of a result that the backend holds. */
export interface PostedResult {
  readonly end: 'completed' | 'out-of-scope' | 'failed'
  /** Totals of the first outcome; null when it is out of scope or failed. */
  readonly nitrogenKgPerYear: number | null
  readonly phosphorusKgPerYear: number | null
  readonly failure?: { readonly code: string; readonly message: string }
}

type Members = Readonly<Record<string, unknown>>

/** Reads the body of a posted result; undefined when nothing was posted. */
export function readPostedResult(body: unknown): PostedResult | undefined {
  if (body === undefined) return undefined
  const { status, error, outcomes } = membersOf(body)
  const none = { nitrogenKgPerYear: null, phosphorusKgPerYear: null }
  if (status === 'FAILED') {
    const { code, message } = membersOf(error)
    return { end: 'failed', ...none, failure: { code: textOf(code), message: textOf(message) } }
  }
  const summaries = Array.isArray(outcomes) ? outcomes.map((outcome) => membersOf(outcome)['summary']) : []
  const summary = summaries.find((candidate) => candidate !== null)
  if (summary === undefined) return { end: 'out-of-scope', ...none }
  const { N_Total: nitrogen, P_Total: phosphorus } = membersOf(summary)
  return {
    end: 'completed',
    nitrogenKgPerYear: numberOf(nitrogen),
    phosphorusKgPerYear: numberOf(phosphorus)
  }
}

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
