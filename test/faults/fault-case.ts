import type { BenchOptions, FaultBench } from './bench/fault-bench'

/** What a case gets to run with. */
export interface CaseRun {
  readonly seed: number
  /** Number of jobs of its workload. */
  readonly jobs: number
  /** How often a kill point is tried; of `F01-all`, all kills together. */
  readonly kills: number
  /** 0 when no length was asked for. */
  readonly soakMinutes: number
  /** Of a rolling deployment; undefined leaves it to the case. */
  readonly deploys?: number
  /** Adds figures to the verdict. */
  readonly note: (figures: string) => void
  /** Prints one line at once. */
  readonly tell: (line: string) => void
  /** Opens a bench; every promise is checked on it when the case is over, and it is closed. */
  readonly open: (options?: Omit<BenchOptions, 'seed'>) => Promise<FaultBench>
}

/** One row of the fault table, or a part of one. */
export interface FaultCase {
  /** Row, and a letter where it has several parts: `F12a`. */
  readonly id: string
  readonly title: string
  /** Part of the fixed selection that runs with every change. */
  readonly isSelected?: boolean
  /** Log events that the workers have to write. */
  readonly events?: readonly string[]
  /** Longest duration; default a minute and a half. */
  readonly limitMs?: number
  run(run: CaseRun): Promise<void>
}

/** A row that is not run here, and why. */
export interface UnavailableCase {
  readonly id: string
  readonly reason: string
}
