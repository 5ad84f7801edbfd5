import { Client } from 'pg'
import { StopList } from '../../libs/local-env/src'
import { comparisonOf, readBaseline, saveBaseline } from './baseline'
import { BENCH_APPLICATION, lockServer, openBenchServer } from './bench-server'
import { dataSets } from './data-sets'
import { Interruption } from './interruption'
import { measure, type DataSetResult } from './measure'
import { HELP, readOptions, type Options } from './options'
import { tellProgress } from './progress'
import { reportOf, type Report } from './report'
import { benchSites } from './sites'
import { tablesOf } from './tables'
import { runTransport } from './transport-run'

async function run(options: Options, started: StopList): Promise<Report> {
  const server = await openBenchServer(started)
  const sites = await benchSites()
  const admin = new Client({ connectionString: server.adminUrl, application_name: BENCH_APPLICATION })
  await admin.connect()
  started.add(() => admin.end())
  try {
    await lockServer(admin, tellProgress)
    const results: DataSetResult[] = []
    for (const set of await dataSets(server, sites, options.data)) {
      results.push(await measure(set, { server, admin, sites, options, started, tell: tellProgress }))
    }
    const transport = options.withTransport ? await runTransport(started, tellProgress) : undefined
    return reportOf({ results, transport, server: server.description, sites: sites.description, options })
  } finally {
    await admin.end()
  }
}

async function runAndTell(options: Options, started: StopList): Promise<void> {
  // Read first: a baseline that compares with nothing shall not be found after all the measuring.
  const stored = options.compare ? await readBaseline() : undefined
  const report = await run(options, started)
  console.log(options.asJson ? JSON.stringify(report, null, 2) : tablesOf(report))
  // Standard output stays what a machine can read.
  const show = options.asJson ? console.error : console.log
  if (stored) show(comparisonOf(report, stored))
  if (options.save) await saveBaseline(report)
}

async function main(options: Options): Promise<void> {
  const started = new StopList()
  const interruption = new Interruption(started, tellProgress)
  try {
    await runAndTell(options, started)
  } catch (error) {
    if (!interruption.hasCome) throw error
  } finally {
    if (!interruption.hasCome) await started.stopAll()
  }
}

/** @returns undefined where there is nothing to run: help was asked for, or an option is wrong */
function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const options = readOptions(args)
    if (options === undefined) console.log(HELP)
    return options
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}; --help tells the options`)
    process.exitCode = 2
    return undefined
  }
}

const options = optionsOf(process.argv.slice(2))
if (options !== undefined) {
  main(options).catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
}
