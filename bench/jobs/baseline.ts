import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Table from 'cli-table3'
import { projectFolder } from '../../libs/local-env/src'
import { ROWS, type Report } from './report'

const FILE = join(projectFolder(), 'bench', 'jobs', 'baseline.json')

export function saveBaseline(report: Report): Promise<void> {
  return writeFile(FILE, `${JSON.stringify(report, null, 2)}\n`)
}

/**
 * Ratios to the stored run. The last column is the ratio of the service divided by that of the yardstick: what is left
 * when the machines, or their other work, differ.
 */
export async function compareWithBaseline(report: Report): Promise<string> {
  const stored: Report = JSON.parse(await storedText())
  const table = new Table({
    head: ['', 'stored', 'now', 'now / stored', 'beside the yardstick'],
    style: { head: [], border: [] }
  })
  for (const [label, pick] of ROWS) {
    const [before, now] = [pick(stored), pick(report)]
    if (before === undefined || now === undefined) continue
    const machine = ratioOf(pick(report.yardstick), pick(stored.yardstick))
    const ratio = now / before
    const beside = machine === undefined ? '–' : (ratio / machine).toFixed(2)
    table.push([label, before.toFixed(2), now.toFixed(2), ratio.toFixed(2), beside])
  }
  return [`Stored: ${stored.machine}, ${stored.load}`, table].join('\n')
}

async function storedText(): Promise<string> {
  try {
    return await readFile(FILE, 'utf8')
  } catch (error) {
    throw new Error(`${FILE} cannot be read; npm run bench -- --save makes it`, { cause: error })
  }
}

function ratioOf(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined ? undefined : now / before
}
