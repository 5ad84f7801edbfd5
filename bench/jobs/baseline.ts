import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Table from 'cli-table3'
import { projectFolder } from '../../libs/local-env/src'
import { medianOf } from './figures'
import { REPORT_FORMAT, type Report } from './report'
import { ROWS } from './rows'
import { namesOf, pickFrom, PLAIN, shown } from './tables'

const FILE = join('bench', 'jobs', 'baseline.json')
const AGAIN = 'npm run bench -- --save makes it anew, on a machine at rest'

export function saveBaseline(report: Report): Promise<void> {
  return writeFile(join(projectFolder(), FILE), `${JSON.stringify(report, null, 2)}\n`)
}

/** @throws Error where there is none, or one that this benchmark cannot compare with */
export async function readBaseline(): Promise<Report> {
  const stored: Report = JSON.parse(await storedText())
  if (stored.format === REPORT_FORMAT) return stored
  throw new Error(
    `${FILE} has format ${stored.format ?? 1}, this benchmark compares with ${REPORT_FORMAT}; ${AGAIN}`
  )
}

/**
 * Ratios to the stored run. The last column is the ratio of the service divided by that of the yardstick: what is left
 * when the machines, or their other work, differ.
 */
export function comparisonOf(report: Report, stored: Report): string {
  const table = new Table({
    head: ['', 'data', 'stored', 'now', 'now / stored', 'beside the yardstick'],
    ...PLAIN
  })
  for (const row of ROWS) {
    for (const name of namesOf(report.dataSets)) {
      const [before, now] = [stored, report].map(({ dataSets }) => pickFrom(row, dataSets[name]))
      if (before === undefined || now === undefined) continue
      const [yardstickBefore, yardstickNow] = [stored, report].map(({ yardstick }) =>
        pickFrom(row, yardstick.dataSets[name])
      )
      const ratio = medianOf(now) / medianOf(before)
      const beside =
        yardstickBefore === undefined || yardstickNow === undefined
          ? '–'
          : (ratio / (medianOf(yardstickNow) / medianOf(yardstickBefore))).toFixed(2)
      table.push([row.label, name, shown(before), shown(now), ratio.toFixed(2), beside])
    }
  }
  const differs = stored.sites === report.sites ? [] : [`Other sites then: ${stored.sites}`]
  return [`Stored: ${stored.machine}, ${stored.load}`, ...differs, table].join('\n')
}

async function storedText(): Promise<string> {
  try {
    return await readFile(join(projectFolder(), FILE), 'utf8')
  } catch (error) {
    throw new Error(`${FILE} cannot be read; ${AGAIN}`, { cause: error })
  }
}
