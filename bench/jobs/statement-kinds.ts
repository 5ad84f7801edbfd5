export interface StatementCost {
  readonly text: string
  readonly calls: number
  readonly totalMs: number
  readonly buffers: number
}

/** Calls a job, by what a statement touches. */
export interface StatementCosts {
  readonly all: number
  /** Reference data, and the check of the boundary. */
  readonly spatial: number
  readonly ledger: number
  /** What is asked less than once in ten jobs, and whatever touches neither of the two. */
  readonly periodic: number
}

const SPATIAL = /\breference\.\w|\bST_\w/i
const LEDGER = /\bworker\.\w/i
const FEWEST_PER_JOB = 0.1

export function costsByKind(statements: readonly StatementCost[], jobs: number): StatementCosts {
  const perJob = { all: 0, spatial: 0, ledger: 0, periodic: 0 }
  for (const { text, calls } of statements) {
    perJob.all += calls / jobs
    perJob[kindOf(text, calls / jobs)] += calls / jobs
  }
  return perJob
}

function kindOf(text: string, perJob: number): 'spatial' | 'ledger' | 'periodic' {
  if (perJob < FEWEST_PER_JOB) return 'periodic'
  if (SPATIAL.test(text)) return 'spatial'
  return LEDGER.test(text) ? 'ledger' : 'periodic'
}
