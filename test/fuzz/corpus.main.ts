import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { withWorker } from './surroundings'
import type { WorkerUnderFire } from './worker-under-fire'

const HELP = `npm run corpus -- <folder>

Feeds every file of a folder, and of those below it, to a running worker, and prints what it says. Files that end in
.json are messages and go to its queue; every other file goes to its boundary check. The references of
samples/developments.json are known. A file expected.json in the folder may give a verdict for each path: "accepted",
"refused", or a code; README.md is left out.

Ends with 1 when an input has no verdict within 30 s, is not what was expected, or did harm: worker and database have
to be the processes that they were, and a good job has to complete afterwards.
`

const EXPECTATIONS = 'expected.json'
const NO_INPUT = new Set([EXPECTATIONS, 'README.md'])
const ACCEPTED = 'accepted'

interface Outcome {
  readonly input: string
  readonly verdict: string
  readonly ms: number
  readonly isGood: boolean
}

type Expectations = Readonly<Record<string, string>>

async function feed(fire: WorkerUnderFire, folder: string): Promise<Outcome[]> {
  const expectations = expectationsOf(folder)
  const outcomes: Outcome[] = []
  for (const input of inputsOf(folder)) {
    const startedAt = performance.now()
    const verdict = await verdictOf(fire, join(folder, input))
    const ms = performance.now() - startedAt
    outcomes.push({ input, verdict, ms, isGood: isExpected(verdict, expectations[input]) })
  }
  return outcomes
}

/** Paths from the folder on, in an order that is the same everywhere. */
function inputsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NO_INPUT.has(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

function expectationsOf(folder: string): Expectations {
  const file = join(folder, EXPECTATIONS)
  if (!existsSync(file)) return {}
  const expectations: Expectations = JSON.parse(readFileSync(file, 'utf8'))
  const unknown = Object.keys(expectations).filter((input) => !existsSync(join(folder, input)))
  if (unknown.length > 0)
    throw new Error(`${EXPECTATIONS} names files that are not there: ${unknown.join(', ')}`)
  return expectations
}

async function verdictOf(fire: WorkerUnderFire, path: string): Promise<string> {
  try {
    if (path.endsWith('.json')) return wordFor(await fire.message(readFileSync(path, 'utf8')))
    return (await fire.file(basename(path), readFileSync(path))).code
  } catch (error) {
    return `HARM: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** A message that is deleted is done with. */
function wordFor(end: string): string {
  return end === 'message_deleted' ? ACCEPTED : end.replace(/^message_quarantined /, '')
}

function isExpected(verdict: string, expected: string | undefined): boolean {
  if (verdict.startsWith('HARM')) return false
  if (expected === undefined) return true
  return expected === 'refused' ? verdict !== ACCEPTED : verdict === expected
}

function tableOf(outcomes: readonly Outcome[]): string {
  const table = new Table({ head: ['', 'input', 'verdict', 'ms'], style: { head: [], border: [] } })
  for (const { input, verdict, ms, isGood } of outcomes) {
    table.push([isGood ? 'ok' : 'FAIL', input, verdict, ms.toFixed(0)])
  }
  return table.toString()
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true
  })
  const [folder] = positionals
  if (values.help || folder === undefined) {
    console.log(HELP)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const outcomes = await withWorker((fire) => feed(fire, folder))
  console.log(tableOf(outcomes))
  const failed = outcomes.filter(({ isGood }) => !isGood).length
  console.log(`${outcomes.length} inputs, ${failed} not as they should be; a good job completed afterwards`)
  process.exitCode = failed === 0 ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
