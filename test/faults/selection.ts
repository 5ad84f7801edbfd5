import type { FaultCase } from './fault-case'

/** Which cases run, and how hard. */
export interface Selection {
  readonly seed: number
  readonly isAll: boolean
  /** Rows or parts: `F09` also means `F09a`. */
  readonly cases: readonly string[]
  readonly jobs: number
  readonly kills: number
  readonly soakMinutes: number
  readonly deploys?: number
}

const DEFAULT_SEED = 20261124
const FEW = { jobs: 20, kills: 11 }
const MANY = { jobs: 200, kills: 20, deploys: 50 }

/** Reads what `run.cjs` has made of the command line; without it the fixed selection. */
export function readSelection(environment: NodeJS.ProcessEnv): Selection {
  const given: Partial<Selection> = JSON.parse(environment.NRF_FAULTS ?? '{}')
  const isAll = given.isAll ?? false
  return { seed: DEFAULT_SEED, cases: [], soakMinutes: 0, ...(isAll ? MANY : FEW), ...given, isAll }
}

/** The rows that were asked for by name; else all, or the fixed selection. */
export function chosenCases(cases: readonly FaultCase[], { cases: names, isAll }: Selection): FaultCase[] {
  if (names.length === 0) return cases.filter(({ isSelected }) => isAll || isSelected)
  const chosen = cases.filter(({ id }) => names.some((name) => isPartOf(id, name)))
  const unknown = names.filter((name) => !cases.some(({ id }) => isPartOf(id, name)))
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}`)
  return chosen
}

function isPartOf(id: string, name: string): boolean {
  return id === name || new RegExp(`^${name}\\D`).test(id)
}
