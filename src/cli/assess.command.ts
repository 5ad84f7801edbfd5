import { Command, InvalidArgumentError, Option } from 'commander'
import { UnknownAssessment } from '../assessments/assessment.failures'
import type { AssessmentProfile } from '../config/config.tokens'
import { EXIT_CONFIGURATION, InvalidConfiguration } from '../config/load-config'
import { assessFile, type AssessTerminal } from './assess/assess-file'
import { FORMATS, WrongUsage, type AssessRequest } from './assess/assess-request'
import type { WithAssessments } from './assess/assess-tools'
import { faultMessage } from './assess/fault-message'
import { openSiteFile, type OpenSiteFile } from './assess/open-site-file'
import { checkPlace } from './assess/output'
import { INTERRUPTED, REFUSED, thisProcess, WRONG_USAGE, type CommandProcess } from './command-process'

const MOST_DWELLINGS = 999_999
const PROFILES: readonly AssessmentProfile[] = ['corrected', 'production']

const HELP = `
Reads GeoJSON, KML, shapefile (.shp), a .zip of one of the three, and GeoPackage, in British National Grid or WGS 84.
Every feature is one site, with the attributes id, Name, Dwel_Cat, Source, Dwellings (or id, name,
dwelling_category, source, dwellings). great-crested-newt takes the features of a file as one site.

CSV        nutrient: one row per site in scope, 31 columns; great-crested-newt: --out is a folder that
           receives habitat_impact.csv and pond_frequency.csv; with --edp-split also
           habitat_impact_edp_split.csv and pond_frequency_edp_split.csv
JSON       every outcome with its evidence
GeoJSON    nutrient: the fragments of land with their uplift, for QGIS

Exit code  0 all features assessed; 1 some refused, or file, --out or database cannot be used; 2 wrong usage;
           78 wrong configuration; 130 stopped with Ctrl-C

Examples
  nrf assess sites.shp --out sites.csv
  nrf assess outline.geojson --dwellings 40 --format json
  nrf assess sites.zip --type great-crested-newt --ponds survey.gpkg --out results`

export type AssessProcess = AssessTerminal & CommandProcess

const thisTerminal: AssessProcess = { ...thisProcess, out: process.stdout, err: process.stderr }

/** `nrf assess`: the numbers of the service for every feature of a file; no queue, no backend, no e-mail. */
export function assessCommand(
  lend: (environment: NodeJS.ProcessEnv) => WithAssessments,
  environment: NodeJS.ProcessEnv = process.env,
  terminal: AssessProcess = thisTerminal
): Command {
  return new Command('assess')
    .description('assess every feature of a file')
    .argument('<file>', 'outlines of sites')
    .option('--type <type>', 'nutrient or great-crested-newt', 'nutrient')
    .option('--layer <name>', 'layer of a GeoPackage that has several')
    .option('--ponds <file>', 'surveyed ponds with PANS and TmpImp (great-crested-newt)')
    .option('--edp-split', 'split the tables by EDP too; reads the layer edp_edges (great-crested-newt)')
    .addOption(
      new Option('--profile <profile>', 'rules: corrected, or those of the public system').choices(PROFILES)
    )
    .option('--dwellings <count>', 'dwellings of sites that do not say', dwellingCount)
    .addOption(new Option('--format <format>', 'default: by the name of --out, else csv').choices(FORMATS))
    .option('--out <path>', 'file, or folder of tables; default: standard output')
    .option('--journal <file>', 'keep finished sites there: the same command goes on after a kill')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? 0 : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })
    .action(async (file: string, options: Omit<AssessRequest, 'file'>) => {
      const { profile } = options
      const settings = profile === undefined ? environment : { ...environment, ASSESSMENT_PROFILE: profile }
      await assess({ file, ...options }, lend(settings), terminal)
    })
}

async function assess(request: AssessRequest, lend: WithAssessments, terminal: AssessProcess): Promise<void> {
  const stop = new AbortController()
  const ignoreInterrupts = terminal.onInterrupt(() => stop.abort(new Error('Stopped')))
  const tell = (text: string): void => void terminal.err.write(`${text}\n`)
  try {
    await closeAgain(await openSiteFile(request.file, { table: request.layer }))
    if (request.out !== undefined) await checkPlace(request.out)
    await lend(async (tools) => {
      const tally = await assessFile(request, tools, terminal, stop.signal)
      tell(tally.describe())
      terminal.setExitCode(tally.isComplete ? 0 : REFUSED)
    })
  } catch (error) {
    terminal.setExitCode(exitCodeOf(error, stop.signal))
    tell(stop.signal.aborted ? stopped(request) : faultMessage(error))
  } finally {
    ignoreInterrupts()
  }
}

/** A file that cannot be read, or a place that cannot be written, is told before a database is started for it. */
function closeAgain({ file }: OpenSiteFile): Promise<void> {
  return file.close()
}

function stopped({ out, journal }: AssessRequest): string {
  if (journal !== undefined) return `Stopped; what is done is kept in ${journal}: the same command goes on`
  return out === undefined ? 'Stopped' : 'Stopped; nothing was written'
}

function exitCodeOf(error: unknown, { aborted }: AbortSignal): number {
  if (aborted) return INTERRUPTED
  if (error instanceof InvalidConfiguration) return EXIT_CONFIGURATION
  return error instanceof WrongUsage || error instanceof UnknownAssessment ? WRONG_USAGE : REFUSED
}

function dwellingCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${MOST_DWELLINGS}.`)
  return Number(text)
}
