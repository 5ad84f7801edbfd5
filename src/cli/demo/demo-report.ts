import Table from 'cli-table3'
import type { SampleDevelopment } from '../sample-developments'
import type { NewtResult, PostedResult } from './posted-result'

/** What became of one sample development. */
export interface DemoResult {
  readonly sample: SampleDevelopment
  /** Undefined when the backend was told nothing. */
  readonly posted: PostedResult | undefined
  readonly emails: readonly ('completed' | 'failed')[]
  /** From sending the message to the end of its job. */
  readonly durationMs: number
}

const HEAD = [
  'Reference',
  'Development',
  'Outcome',
  'N kg/year',
  'P kg/year',
  'Newts',
  'By hand',
  'E-mail',
  'Time'
]
const EMAIL_TEXT = { completed: 'to applicant', failed: 'to support' }

/** One row per development: reference, totals in kg a year, newt habitat on the site, e-mail, time. */
export function demoTable(results: readonly DemoResult[]): string {
  const table = new Table({
    head: HEAD,
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'left', 'left', 'right'],
    style: { head: [], border: [], compact: true }
  })
  for (const { sample, posted, emails, durationMs } of results) {
    table.push([
      sample.details.reference,
      sample.title,
      outcomeOf(posted),
      formatted(posted?.nitrogenKgPerYear),
      formatted(posted?.phosphorusKgPerYear),
      newtText(posted?.newts),
      isWorkedOut(sample) ? differences(sample, posted).join(', ') || 'equal' : '',
      emails.map((template) => EMAIL_TEXT[template]).join(', ') || 'none',
      `${Math.round(durationMs)} ms`
    ])
  }
  return table.toString()
}

/** Everything that did not end as the samples say; empty when the demo succeeded. */
export function demoFaults(results: readonly DemoResult[]): string[] {
  return results.flatMap((result) =>
    faultsOf(result).map((fault) => `${result.sample.details.reference}: ${fault}`)
  )
}

function faultsOf({ sample, posted, emails }: DemoResult): string[] {
  const { expect, failureCode } = sample
  const ended = posted === undefined ? 'nothing' : posted.end
  const told = posted?.failure?.code
  return [
    ...(ended === expect ? [] : [`ended as ${ended}, not as ${expect}`]),
    ...(told === failureCode ? [] : [`the backend was told ${told}, not ${failureCode}`]),
    ...(emails.length === 1 ? [] : [`${emails.length} e-mails were sent, not 1`]),
    ...differences(sample, posted)
  ]
}

function isWorkedOut({ expected, expectedNewts }: SampleDevelopment): boolean {
  return expected !== undefined || expectedNewts !== undefined
}

function differences({ expected, expectedNewts }: SampleDevelopment, posted?: PostedResult): string[] {
  return [
    ...(expected === undefined ? [] : nutrientDifferences(expected, posted)),
    ...(expectedNewts === undefined ? [] : newtDifferences(expectedNewts, posted?.newts))
  ]
}

function nutrientDifferences(
  expected: NonNullable<SampleDevelopment['expected']>,
  posted?: PostedResult
): string[] {
  const { nitrogenTotalKgPerYear: nitrogen, phosphorusTotalKgPerYear: phosphorus } = expected
  return [
    ...(posted?.nitrogenKgPerYear === nitrogen ? [] : [`N by hand is ${nitrogen}`]),
    ...(posted?.phosphorusKgPerYear === phosphorus ? [] : [`P by hand is ${phosphorus}`])
  ]
}

/** Below this a difference is noise of the geometry: a hundredth of a square metre. */
const EQUAL_WITHIN_HA = 1e-6

function newtDifferences({ habitatOnSiteHa, ponds }: NewtResult, posted?: NewtResult | null): string[] {
  const difference = Math.abs((posted?.habitatOnSiteHa ?? NaN) - habitatOnSiteHa)
  return [
    ...(difference <= EQUAL_WITHIN_HA ? [] : [`newt habitat by hand is ${habitatOnSiteHa} ha`]),
    ...(posted?.ponds === ponds ? [] : [`ponds by hand are ${ponds}`])
  ]
}

function newtText(newts: NewtResult | null | undefined): string {
  if (newts === null || newts === undefined) return '–'
  return `${newts.habitatOnSiteHa.toFixed(2)} ha, ${newts.ponds} ponds`
}

function outcomeOf(posted: PostedResult | undefined): string {
  if (posted?.failure) return posted.failure.code
  return posted?.end ?? 'nothing'
}

function formatted(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2)
}
