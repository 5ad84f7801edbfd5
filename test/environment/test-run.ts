/** What the global set-up hands to the spec files, by environment variables because they run in other processes. */
export interface TestRun {
  /** Server with real sessions: any database of it, for making others. Embedded: the one shared database. */
  readonly databaseUrl: string
  readonly isSingleSession: boolean
  /** Database to copy, with the schema applied; empty on the embedded database. */
  readonly templateName: string
  readonly queueEndpoint: string
  /** Temporary folder of this run. */
  readonly folder: string
}

const VARIABLE = 'NRF_TEST_RUN'

export function publishTestRun(run: TestRun): void {
  process.env[VARIABLE] = JSON.stringify(run)
}

export function currentTestRun(): TestRun {
  const value = process.env[VARIABLE]
  if (!value) throw new Error('No test environment; run the spec with: npx jest --selectProjects integration')
  const run: TestRun = JSON.parse(value)
  return run
}
