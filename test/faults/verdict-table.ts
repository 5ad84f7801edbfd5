import type { FaultCase, UnavailableCase } from './fault-case'
import { LEASE_SECONDS, VISIBILITY_SECONDS } from './bench/fault-bench'
import type { Selection } from './selection'

interface Verdict {
  readonly id: string
  readonly title: string
  readonly isGood: boolean
  readonly seconds: string
  readonly seed: number
}

/** What became of every case, for people to read. */
export class VerdictTable {
  private readonly verdicts: Verdict[] = []
  private readonly notes = new Map<string, string[]>()

  constructor(private readonly selection: Selection) {}

  async record(faultCase: FaultCase, seed: number, work: () => Promise<void>): Promise<void> {
    const begin = performance.now()
    let isGood = false
    try {
      await work()
      isGood = true
    } finally {
      const seconds = ((performance.now() - begin) / 1000).toFixed(1)
      const verdict = { ...faultCase, isGood, seconds, seed }
      this.verdicts.push(verdict)
      // At once: a run that is broken off has its verdicts up to then.
      process.stdout.write(`${this.rowOf(verdict)}\n`)
    }
  }

  /** Adds figures to what is said about a case. */
  note({ id }: FaultCase, figures: string): void {
    this.notes.set(id, [...(this.notes.get(id) ?? []), figures])
  }

  /** The command that runs a case again as it was. */
  replayOf({ id }: FaultCase, seed: number): string {
    const { jobs, kills, soakMinutes, deploys } = this.selection
    const soak = soakMinutes > 0 ? ` --soak ${soakMinutes}m` : ''
    const size = `--jobs ${jobs} --kills ${kills}${deploys ? ` --deploys ${deploys}` : ''}${soak}`
    return `${id} failed with seed ${seed}; again: npm run test:faults -- --case ${id} --seed ${seed} ${size}`
  }

  toString(unavailable: readonly UnavailableCase[]): string {
    const { isAll, jobs, kills } = this.selection
    const scale = `visibility ${VISIBILITY_SECONDS} s (60 s by default), lease ${LEASE_SECONDS} s (45 s), ${jobs} jobs, ${kills} runs of each kill point`
    const rows = this.verdicts.map((verdict) => this.rowOf(verdict))
    const absent = isAll ? unavailable.map(({ id, reason }) => `${id.padEnd(7)}  not run: ${reason}`) : []
    return `\nScale: ${scale}\n${[...rows, ...absent].join('\n')}\n`
  }

  private rowOf({ id, isGood, seconds, seed, title }: Verdict): string {
    const figures = [title, ...(this.notes.get(id) ?? [])].join('; ')
    return [id.padEnd(7), isGood ? 'good' : 'BAD ', `${seconds} s`.padStart(8), seed, figures].join('  ')
  }
}
