import Table from 'cli-table3'
import type { DataSetName } from './data-sets'
import type { Figure } from './figures'
import type { Report } from './report'
import { ROWS, type Row } from './rows'
import type { TransportFigures } from './transport-run'

/** Without lines between the rows. */
export const PLAIN = {
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
}

export function tablesOf(report: Report): string {
  const { machine, load, versions, sites } = report
  return [`${machine}, ${load}`, versions, sites, mainTable(report), slotTable(report)].join('\n')
}

function mainTable(report: Report): Table.Table {
  const names = namesOf(report.dataSets)
  const yardsticks = namesOf(report.yardstick.dataSets)
  const head = [
    '',
    ...names,
    ...yardsticks.map((name) => `yardstick ${name}`),
    ...names.map((name) => `wanted ${name}`)
  ]
  const table = new Table({ head, ...PLAIN })
  for (const row of ROWS) {
    table.push([
      row.label,
      ...names.map((name) => shown(pickFrom(row, report.dataSets[name]))),
      ...yardsticks.map((name) => shown(pickFrom(row, report.yardstick.dataSets[name]))),
      ...names.map((name) => wantedText(row.wanted?.(name, report.dataSets)))
    ])
  }
  if (report.transport) table.push(transportCells(report.transport, names.length, yardsticks.length))
  return table
}

/** It has no data: it stands in the first column of each kind, sqs-consumer in that of the yardstick. */
function transportCells(
  {
    scenario,
    slots,
    messagesPerSecond: ours,
    sqsConsumerMessagesPerSecond: theirs,
    timesWanted
  }: TransportFigures,
  names: number,
  yardsticks: number
): string[] {
  const filled = (text: string, width: number): string[] => [
    text,
    ...Array<string>(Math.max(0, width - 1)).fill('')
  ]
  return [
    `transport only, ${scenario}, ${slots} slots, messages/s`,
    ...filled(shown(ours), names),
    ...(yardsticks === 0 ? [] : filled(`${shown(theirs)}, sqs-consumer`, yardsticks)),
    ...filled(wantedText({ text: `≥ ${timesWanted} ×`, holds: ours >= timesWanted * theirs }), names)
  ]
}

function slotTable({ slots }: Report): Table.Table {
  const head = ['data', 'slots', 'jobs/s', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU ms, Node', 'CPU ms, PostgreSQL']
  const table = new Table({ head, ...PLAIN })
  for (const { dataSet, slots: count, jobsPerSecond, latencyMs, cpuMsPerJob } of slots) {
    table.push([
      dataSet,
      count,
      ...[
        jobsPerSecond,
        latencyMs.p50,
        latencyMs.p95,
        latencyMs.p99,
        cpuMsPerJob.node,
        cpuMsPerJob.postgres
      ].map((figure) => shown(figure))
    ])
  }
  return table
}

/** A median with its least and most in brackets, all with as many digits as the median has room for. */
export function shown(figure: Figure | undefined): string {
  if (figure === undefined) return '–'
  if (typeof figure === 'number') return figure.toFixed(digitsOf(figure))
  const { median, least, most } = figure
  const text = (value: number): string => value.toFixed(digitsOf(median))
  return text(least) === text(most) ? text(median) : `${text(median)} (${text(least)}–${text(most)})`
}

export function pickFrom(row: Row, figures: Report['dataSets'][DataSetName]): Figure | undefined {
  return figures && row.pick(figures)
}

export function namesOf(dataSets: Report['dataSets']): DataSetName[] {
  return (['small', 'national', 'doubled'] as const).filter((name) => dataSets[name] !== undefined)
}

function digitsOf(value: number): number {
  if (value >= 100 || Number.isInteger(value)) return 0
  return value >= 10 ? 1 : 2
}

function wantedText(limit: { readonly text: string; readonly holds: boolean } | undefined): string {
  return limit === undefined ? '' : `${limit.text} ${limit.holds ? 'ok' : 'misses'}`
}
