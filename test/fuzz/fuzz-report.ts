import { cpus } from 'node:os'
import Table from 'cli-table3'
import type { Finding, Verdicts } from './attack'
import type { MemoryReport } from './memory-watch'

const MOST_RSS_MIB = 512
const MOST_GROWTH = 0.05
/** The heap goes up and down by 100 MiB and more over minutes; a shorter run may end on its way up. */
const SHORTEST_JUDGED_MINUTES = 30

interface Figures {
  readonly verdicts: Verdicts
  readonly memory: MemoryReport
  readonly delaysMs: readonly number[]
  readonly options: { readonly minutes: number; readonly seed: number }
}

export interface FuzzReport {
  readonly isGood: boolean
  readonly text: string
}

/** What a run has shown, and whether memory stayed within its limits. */
export function reportOf({ verdicts, memory, delaysMs, options }: Figures): FuzzReport {
  const table = new Table({ head: ['target', 'inputs', 'verdicts'], style: { head: [], border: [] } })
  for (const [target, counts] of verdicts) table.push([target, totalOf(counts), mostOften(counts)])
  const isSmall = memory.worstMiB <= MOST_RSS_MIB
  const isLevel = memory.growth < MOST_GROWTH || options.minutes < SHORTEST_JUDGED_MINUTES
  return {
    isGood: isSmall && isLevel,
    text: [
      table.toString(),
      `Seed ${options.seed}, ${options.minutes} min, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
      `${mark(isSmall)} resident memory of the worker: at most ${memory.worstMiB.toFixed(0)} MiB (limit ${MOST_RSS_MIB})`,
      `${mark(isLevel)} growth over the last half: ${(memory.growth * 100).toFixed(1)} % (limit ${MOST_GROWTH * 100} %, judged from ${SHORTEST_JUDGED_MINUTES} minutes on)`,
      `     at the end of each tenth: ${memory.tenths.map((mib) => mib.toFixed(0)).join(', ')} MiB`,
      `event-loop delay, p99 of each second: median ${percentile(delaysMs, 0.5)} ms, p99 ${percentile(delaysMs, 0.99)} ms, worst ${percentile(delaysMs, 1)} ms`
    ].join('\n')
  }
}

/** Everything that is needed to see it again. */
export function describeFinding({ target, seed, path, error, input, file }: Finding): string {
  return [
    `FOUND by ${target}: ${error}`,
    `smallest input found (whole in ${file}): ${input}`,
    `again: npm run fuzz -- --target ${target} --seed ${seed} --path ${path}`
  ].join('\n')
}

const mark = (isGood: boolean): string => (isGood ? 'ok  ' : 'FAIL')

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function mostOften(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  return sorted.map(([verdict, count]) => `${count} ${verdict}`).join('\n')
}

function percentile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return value === undefined ? 'unknown' : value.toFixed(0)
}
