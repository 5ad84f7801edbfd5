import Table from 'cli-table3'
import { Command } from 'commander'
import type { LayerDeclaration } from '../reference-data/layer-declaration'
import { LoadRefused } from '../reference-data/reference-data.failures'
import type { LoadReport, ReferenceDataLoader } from '../reference-data/reference-data-loader'
import type {
  Activation,
  LayerVersionStatus,
  ReferenceDataVersions
} from '../reference-data/reference-data-versions'
import { thisProcess, WRONG_USAGE, type CommandProcess } from './command-process'
import { ProgressBar, type ProgressStream } from './progress-bar'

export interface ReferenceDataTools {
  readonly loader: Pick<ReferenceDataLoader, 'load'>
  readonly versions: Pick<ReferenceDataVersions, 'status' | 'activate' | 'rollback'>
  /** Every layer that an assessment of this release reads. */
  readonly declarations: readonly LayerDeclaration[]
}

/** Opens the reference database, lends the tools, and closes it again. */
export type WithReferenceData = (use: (tools: ReferenceDataTools) => Promise<void>) => Promise<void>

interface DataTerminal extends Pick<CommandProcess, 'exit' | 'setExitCode'> {
  readonly out: { write(text: string): unknown }
  readonly err: ProgressStream
}

const FAILED = 1
const MOST_REPAIRS_LISTED = 10

const processTerminal: DataTerminal = { ...thisProcess, out: process.stdout, err: process.stderr }

/** `nrf data`: exit code 0 when done, 1 when refused or failed, 2 on wrong usage. */
export function dataCommand(withReferenceData: WithReferenceData, terminal = processTerminal): Command {
  const run = (work: (tools: ReferenceDataTools) => Promise<void>): Promise<void> =>
    withReferenceData(work).catch((error: unknown) => reportFailure(error, terminal))
  const print = (text: string): void => void terminal.out.write(`${text}\n`)

  const data = new Command('data')
    .description('load, look at and switch the reference data')
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? 0 : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })

  data
    .command('load <file>')
    .description('load a file as a new version of a layer')
    .requiredOption('--layer <name>', 'layer to load')
    .option('--activate', 'make it the version that new assessments read', false)
    .option('--strict', 'refuse a file that breaks a quality rule; else such rules are warnings', false)
    .option('--accept-fewer-rows', 'load a file with less than 90 % of the rows of the active version', false)
    .addHelpText('after', QUALITY_RULES)
    .action((file: string, options: LoadCommandOptions) =>
      run((tools) => load(tools, { file, ...options }, { ...terminal, print }))
    )

  data
    .command('status')
    .description('list the loaded versions of every layer')
    .action(() =>
      run(async ({ versions, declarations }) => print(statusTable(await versions.status(), declarations)))
    )

  data
    .command('activate <layer> <version>')
    .description('make a loaded version the one that new assessments read')
    .action((layer: string, version: string) => {
      const number = parseVersion(version, data)
      return run(async ({ versions }) => print(activated(await versions.activate(layer, number))))
    })

  data
    .command('rollback <layer>')
    .description('go back to the version that was active before')
    .action((layer: string) => run(async ({ versions }) => print(activated(await versions.rollback(layer)))))

  return data
}

const QUALITY_RULES = `
Always refused: missing required columns and values, values out of range or not allowed, unusable geometries,
and a file with far fewer rows than the active version.
Quality rules: keys are there and unique, named columns have a value in every row, names and codes exist in the
active version of the layer that they refer to, newt and EDP layers hold MultiPolygons. Production data should pass --strict; load the layers that others
refer to first (nn_catchments, subcatchments, wwtw_catchments), and activate them.
`

interface LoadCommandOptions {
  readonly layer: string
  readonly activate: boolean
  readonly strict: boolean
  readonly acceptFewerRows: boolean
}

async function load(
  { loader, versions, declarations }: ReferenceDataTools,
  { file, layer, activate, strict, acceptFewerRows }: LoadCommandOptions & { readonly file: string },
  { err, print, setExitCode }: DataTerminal & { readonly print: (text: string) => void }
): Promise<void> {
  const declaration = declarations.find(({ name }) => name === layer)
  if (!declaration) {
    err.write(`No layer "${layer}"; known: ${declarations.map(({ name }) => name).join(', ')}\n`)
    return setExitCode(WRONG_USAGE)
  }
  const bar = new ProgressBar(layer, err)
  let report: LoadReport
  try {
    report = await loader.load(file, declaration, {
      onProgress: (done, total) => bar.update(done, total),
      isStrict: strict,
      acceptsFewerRows: acceptFewerRows
    })
  } finally {
    bar.end()
  }
  for (const warning of report.warnings) err.write(`Warning: ${warning}\n`)
  print(loaded(report))
  if (activate) print(activated(await versions.activate(layer, report.version)))
  else print(`Activate it with: nrf data activate ${layer} ${report.version}`)
}

function parseVersion(text: string, command: Command): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  return command.error(`error: a version is a whole number, not '${text}'`)
}

function reportFailure(error: unknown, { err, setExitCode }: DataTerminal): void {
  setExitCode(FAILED)
  if (!(error instanceof LoadRefused)) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return
  }
  err.write(`Nothing was loaded into ${error.layer}: ${plural(error.faultCount, 'fault')} in the file\n`)
  for (const fault of error.faults) err.write(`  ${fault}\n`)
  const unlisted = error.faultCount - error.faults.length
  if (unlisted > 0) err.write(`  and ${unlisted} more\n`)
}

function loaded({ layer, version, rowCount, repairedRows, removedVersions }: LoadReport): string {
  const lines = [`Loaded ${plural(rowCount, 'row')} as version ${version} of ${layer}`]
  if (repairedRows.length > 0) {
    const first = repairedRows.slice(0, MOST_REPAIRS_LISTED).join(', ')
    const more = repairedRows.length > MOST_REPAIRS_LISTED ? ', ...' : ''
    lines.push(
      `Repaired ${plural(repairedRows.length, 'invalid geometry', 'invalid geometries')}: row ${first}${more}`
    )
  }
  for (const old of removedVersions) lines.push(`Removed version ${old} to make room`)
  return lines.join('\n')
}

function activated({ layer, from, to }: Activation): string {
  if (from === to) return `Version ${to} of ${layer} was active already`
  return `Version ${to} of ${layer} is active now (before: ${from ?? 'none'})`
}

function statusTable(
  versions: readonly LayerVersionStatus[],
  declarations: readonly LayerDeclaration[]
): string {
  const table = new Table({
    head: ['Layer', 'Version', 'Active', 'Rows', 'Loaded (UTC)', 'From'],
    colAligns: ['left', 'right', 'left', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true }
  })
  for (const { layer, version, isActive, rowCount, loadedAt, sourceName } of versions) {
    const loadedUtc = loadedAt.toISOString().slice(0, 16).replace('T', ' ')
    const rows = rowCount.toLocaleString('en-GB')
    table.push([layer, version, isActive ? 'active' : '', rows, loadedUtc, sourceName])
  }
  for (const { name } of declarations) {
    if (!versions.some(({ layer }) => layer === name)) table.push([name, '', 'not loaded', '', '', ''])
  }
  return table.toString()
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}
