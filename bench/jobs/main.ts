import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { startLocalEnvironment, StopList } from '../../libs/local-env/src'
import { runYardstick } from '../yardstick/yardstick'
import { compareWithBaseline, saveBaseline } from './baseline'
import { onServer, openBenchServer, type BenchServer } from './bench-server'
import { CostMeter } from './cost-meter'
import { nationalDataSet, smallDataSet, type DataSet } from './data-sets'
import { runFile } from './file-run'
import { runSlots, type SlotResult } from './job-runs'
import { reportOf, tableOf, USUAL_SLOTS, type DataSetResult } from './report'
import { benchSites, type BenchSites } from './sites'

const HELP = `npm run bench [-- options]
  --data small,national  data sets; default: small, and national where
                         npm run bench:data has made it; doubled: twice the cells of national
  --slots 1,2,4,8        slots to measure; the row of 4 is the one in the table
  --jobs 490             jobs a run
  --rounds 3             runs of each
  --email                every job sends an e-mail too
  --statements           what each statement cost in the last run
  --json                 for machines
  --save                 keep this run as the baseline
  --compare              ratios to the baseline
BENCH_DATABASE_URL  server whose user may create databases; default: a cluster of its own in .nrf/bench-server
REFERENCE_DIR       published sites and layers; default: the sample district`

interface Options {
  readonly data: readonly string[]
  readonly slots: readonly number[]
  readonly jobs: number
  readonly rounds: number
  readonly withEmail: boolean
  readonly withStatements: boolean
}

async function dataSets(
  server: BenchServer,
  sites: BenchSites,
  wanted: readonly string[]
): Promise<DataSet[]> {
  const sets: DataSet[] = []
  if (wanted.includes('small')) sets.push(await smallDataSet(server, sites))
  for (const name of ['national', 'doubled'] as const) {
    if (!wanted.includes(name)) continue
    const set = await nationalDataSet(server, name)
    if (set === undefined) tell(`Without the ${name} data: npm run bench:data makes it`)
    else sets.push(set)
  }
  return sets
}

async function measure(
  server: BenchServer,
  set: DataSet,
  sites: BenchSites,
  options: Options
): Promise<DataSetResult> {
  const admin = new Client({ connectionString: server.adminUrl, application_name: 'nrf-bench' })
  await admin.connect()
  try {
    const meter = await CostMeter.of(admin, set.database, server.countsStatements)
    const slots: SlotResult[] = []
    for (const count of options.slots) slots.push(await withSlots(count, { set, sites, options, meter }))
    if (options.withStatements) await tellStatements(meter)
    tell(`${set.name}: all sites in one file`)
    const fileSeconds = await runFile(set.url, sites.file, options.rounds)
    tell(`${set.name}: yardstick`)
    const task = { databaseUrl: set.url, sites: sites.sites }
    const yardstickFile = await runYardstick({ ...task, jobs: sites.sites.length }, meter)
    return { name: set.name, slots, fileSeconds, yardstick: yardstickFile, yardstickFile }
  } finally {
    await admin.end()
  }
}

interface Surroundings {
  readonly set: DataSet
  readonly sites: BenchSites
  readonly options: Options
  readonly meter: CostMeter
}

async function withSlots(slots: number, { set, sites, options, meter }: Surroundings): Promise<SlotResult> {
  tell(`${set.name}: ${slots} slots`)
  // References are used again in each run.
  await onServer(set.url, (client) => client.query('TRUNCATE worker.job CASCADE'))
  const environment = await startLocalEnvironment({ givenDatabaseUrl: set.url })
  try {
    const { jobs, rounds, withEmail } = options
    const withHalfLoad = slots === USUAL_SLOTS
    const logFile = join(tmpdir(), `nrf-bench-worker-${set.name}-${slots}.log`)
    return await runSlots({
      environment,
      meter,
      sites: sites.sites,
      slots,
      jobs,
      rounds,
      withEmail,
      withHalfLoad,
      logFile
    })
  } finally {
    await environment.stop()
  }
}

async function tellStatements(meter: CostMeter): Promise<void> {
  for (const { text, calls, totalMs, buffers } of await meter.statements()) {
    tell(
      `${(totalMs / calls).toFixed(3)} ms  ${calls} calls  ${(buffers / calls).toFixed(0)} pages  ${text.trim().slice(0, 90)}`
    )
  }
}

/** Standard output belongs to the result. */
function tell(sentence: string): void {
  console.error(sentence)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      data: { type: 'string', default: 'small,national' },
      slots: { type: 'string', default: '1,2,4,8' },
      jobs: { type: 'string', default: '490' },
      rounds: { type: 'string', default: '3' },
      email: { type: 'boolean', default: false },
      statements: { type: 'boolean', default: false },
      json: { type: 'boolean' },
      save: { type: 'boolean' },
      compare: { type: 'boolean' }
    }
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const options = {
    data: values.data.split(','),
    slots: values.slots.split(',').map(Number),
    jobs: Number(values.jobs),
    rounds: Number(values.rounds),
    withEmail: values.email,
    withStatements: values.statements
  }
  const started = new StopList()
  try {
    const server = await openBenchServer(started)
    const sites = await benchSites()
    const results: DataSetResult[] = []
    for (const set of await dataSets(server, sites, options.data)) {
      results.push(await measure(server, set, sites, options))
    }
    const { jobs } = options
    const report = reportOf(results, { server: server.description, sites: sites.description, jobs })
    console.log(values.json ? JSON.stringify(report, null, 2) : tableOf(report))
    if (values.compare) console.log(await compareWithBaseline(report))
    if (values.save) await saveBaseline(report)
  } finally {
    await started.stopAll()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
