import Table from 'cli-table3'
import type { SampleDevelopment } from '../samples/sample-developments'

/** What became of one sample development. */
export interface DemoResult {
  readonly sample: SampleDevelopment
  /** Body that the backend holds; undefined when it was told nothing. */
  readonly posted: PostedResult | undefined
  readonly emails: readonly ('completed' | 'failed')[]
  /** From sending the message to the end of its job. */
  readonly durationMs: number
}

interface PostedFigure {
  readonly name: string
  readonly value: number | null
}

/** The members of a posted result that the demo looks at. */
export interface PostedResult {
  readonly status: 'COMPLETED' | 'FAILED'
  readonly error?: { readonly code: string; readonly message: string }
  readonly outcomes: readonly {
    readonly scope: { readonly status: string }
    readonly impacts: readonly { readonly figures: readonly PostedFigure[] }[]
    readonly summary: Readonly<Record<string, unknown>> | null
  }[]
}

/** One row per development: reference, totals in kg a year, e-mail, time. */
export function demoTable(results: readonly DemoResult[]): string {
  const table = new Table({
    head: ['Reference', 'Development', 'Outcome', 'N kg/year', 'P kg/year', 'By hand', 'E-mail', 'Time'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true }
  })
  for (const result of results) {
    const { nitrogen, phosphorus } = totalsOf(result.posted)
    table.push([
      result.sample.details.reference,
      result.sample.title,
      outcomeOf(result.posted),
      formatted(nitrogen),
      formatted(phosphorus),
      byHand(result),
      result.emails.map((template) => EMAIL_TEXT[template]).join(', ') || 'none',
      `${Math.round(result.durationMs)} ms`
    ])
  }
  return table.toString()
}

const EMAIL_TEXT = { completed: 'sent to applicant', failed: 'sent to support' }

/** Everything that did not end as the samples say; empty when the demo succeeded. */
export function demoFaults(results: readonly DemoResult[]): string[] {
  return results.flatMap(({ sample, posted, emails }) => {
    const reference = sample.details.reference
    const ended = endOf(posted)
    const faults = ended === sample.expect ? [] : [`${reference} ended as ${ended}, not as ${sample.expect}`]
    const { nitrogen, phosphorus } = totalsOf(posted)
    const { expected, failureCode } = sample
    if (expected && nitrogen !== expected.nitrogenTotalKgPerYear)
      faults.push(`${reference}: N is ${nitrogen}, by hand ${expected.nitrogenTotalKgPerYear}`)
    if (expected && phosphorus !== expected.phosphorusTotalKgPerYear)
      faults.push(`${reference}: P is ${phosphorus}, by hand ${expected.phosphorusTotalKgPerYear}`)
    if (posted?.error?.code !== failureCode)
      faults.push(`${reference}: the backend was told ${posted?.error?.code}, not ${failureCode}`)
    if (emails.length !== 1) faults.push(`${reference}: ${emails.length} e-mails were sent, not 1`)
    return faults
  })
}

function endOf(posted: PostedResult | undefined): SampleDevelopment['expect'] | 'nothing' {
  if (posted === undefined) return 'nothing'
  if (posted.status === 'FAILED') return 'failed'
  return posted.outcomes.some(({ scope }) => scope.status === 'in-scope') ? 'completed' : 'out-of-scope'
}

function outcomeOf(posted: PostedResult | undefined): string {
  const end = endOf(posted)
  return end === 'failed' ? `failed: ${posted?.error?.code}` : end
}

function totalsOf(posted: PostedResult | undefined): { nitrogen: unknown; phosphorus: unknown } {
  const summary = posted?.outcomes?.[0]?.summary
  return { nitrogen: summary?.['N_Total'], phosphorus: summary?.['P_Total'] }
}

function byHand({ sample, posted }: DemoResult): string {
  const { expected } = sample
  if (expected === undefined) return ''
  const { nitrogen, phosphorus } = totalsOf(posted)
  const isEqual =
    nitrogen === expected.nitrogenTotalKgPerYear && phosphorus === expected.phosphorusTotalKgPerYear
  return isEqual ? 'equal' : `N ${expected.nitrogenTotalKgPerYear}, P ${expected.phosphorusTotalKgPerYear}`
}

function formatted(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(2) : '–'
}
