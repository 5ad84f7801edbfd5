import { FaultBench } from './bench/fault-bench'
import { CASES, UNAVAILABLE } from './cases/all-cases'
import type { CaseRun, FaultCase } from './fault-case'
import { chosenCases, readSelection } from './selection'
import { VerdictTable } from './verdict-table'

const LIMIT_MS = 90_000
/** Opening and closing the benches of a case. */
const AROUND_MS = 60_000
const ROWS = Array.from({ length: 35 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`)

const selection = readSelection(process.env)
const table = new VerdictTable(selection)

/** Runs one case, then checks every promise on each of its benches. */
async function execute(faultCase: FaultCase, seed: number): Promise<void> {
  const note = (figures: string) => table.note(faultCase, figures)
  const benches: FaultBench[] = []
  const run: CaseRun = {
    ...selection,
    seed,
    note,
    tell: (line) => process.stdout.write(`${faultCase.id.padEnd(7)}  ${line}\n`),
    async open(options = {}) {
      const bench = await FaultBench.open({ ...options, seed })
      benches.push(bench)
      return bench
    }
  }
  try {
    await faultCase.run(run)
    for (const bench of benches) {
      await bench.quiet()
      expect(await bench.violations({ events: faultCase.events })).toEqual([])
    }
  } catch (error) {
    const folders = await Promise.all(benches.map((bench) => bench.writeLogs()))
    const sentence = `${table.replayOf(faultCase, seed)}\nHistory and logs: ${folders.join(', ')}`
    throw new Error(sentence, { cause: error })
  } finally {
    for (const bench of benches) await bench.close()
  }
}

describe('faults', () => {
  afterAll(() => process.stdout.write(table.toString(UNAVAILABLE)))

  it('has a case for every row of the fault table, or says why it has none', () => {
    const rowOf = ({ id }: { readonly id: string }) => id.slice(0, 3)
    expect([...new Set([...CASES, ...UNAVAILABLE].map(rowOf))].sort()).toEqual(ROWS)
  })

  for (const faultCase of chosenCases(CASES, selection)) {
    const { id, title, limitMs = LIMIT_MS } = faultCase
    const { seed } = selection
    it(
      `${id} ${title}`,
      () => table.record(faultCase, seed, () => execute(faultCase, seed)),
      limitMs + AROUND_MS
    )
  }
})
