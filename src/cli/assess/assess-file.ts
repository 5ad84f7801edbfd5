import { GeoFileError } from '@nrf/geo-files'
import type { FileRunEnd } from '../../assessments/assessment.runner'
import type { Development } from '../../assessments/development'
import { areSitesOfFileMixed } from '../../assessments/profile-policies'
import { ProgressBar, type ProgressStream } from '../progress-bar'
import { extrasOf, resultShapeOf, WrongUsage, type AssessRequest, type ResultShape } from './assess-request'
import type { AssessTools } from './assess-tools'
import { RunJournal } from './run-journal'
import { openSiteFile, type OpenSiteFile } from './open-site-file'
import { csvWriter, geoJsonWriter, jsonWriter, tablesWriter, type OutcomeWriter } from './outcome-writers'
import { fileOutput, streamOutput, type Output } from './output'
import { RunTally } from './run-tally'
import { developmentsOf, joinedDevelopment, type PreparationOptions } from './site-developments'
import { readSurveyPonds } from './survey-ponds-file'

const FEW_FEATURES = 5

export interface AssessTerminal {
  readonly out: Parameters<typeof streamOutput>[0]
  readonly err: ProgressStream
}

/**
 * Assesses every feature of a file as the service would, and writes the outcomes.
 * @throws WrongUsage, UnknownAssessment, GeoFileError, or what ends the run as a whole
 */
export async function assessFile(
  request: AssessRequest,
  tools: AssessTools,
  terminal: AssessTerminal,
  signal: AbortSignal
): Promise<RunTally> {
  const registered = tools.registry.find(request.type)
  const shape = resultShapeOf(request, registered)
  const tally = new RunTally(request.file)
  const onBadFeature = ({ feature, problem, fix }: GeoFileError): void =>
    tally.refuse({ feature, problem, fix })
  const isJoined = registered.declaration.joinsSitesOfFile === true
  const sites = await openSiteFile(request.file, { table: request.layer, onBadFeature })
  let journal: RunJournal | undefined
  try {
    journal = await journalOf(request, isJoined || areSitesOfFileMixed(tools.profile), terminal)
    const { type } = registered.declaration
    const run = { request, tools, tally, sites, signal, shape, journal, type }
    await writeAll(isJoined ? assessTogether(run) : assessApart(run), run, terminal)
    await journal?.remove()
  } finally {
    await sites.file.close()
    await journal?.close()
  }
  if (tally.count > 0) return tally
  throw new GeoFileError({
    path: request.file,
    problem: 'it has no features',
    fix: 'Check that it was saved with them.'
  })
}

async function journalOf(
  request: AssessRequest,
  areSitesTogether: boolean,
  { err }: AssessTerminal
): Promise<RunJournal | undefined> {
  if (request.journal === undefined) return undefined
  if (areSitesTogether)
    throw new WrongUsage(
      '--journal is not for sites that are assessed together: there is nothing to go on from'
    )
  const journal = await RunJournal.open(request.journal, request)
  if (journal.size > 0) err.write(`Going on: ${journal.size} sites are done already\n`)
  return journal
}

interface Run {
  readonly request: AssessRequest
  readonly tools: AssessTools
  readonly tally: RunTally
  readonly sites: OpenSiteFile
  readonly signal: AbortSignal
  readonly shape: ResultShape
  readonly journal?: RunJournal
  /** Canonical type. */
  readonly type: string
}

/** An end, and how many features it stands for. */
interface CountedEnd {
  readonly end: FileRunEnd
  readonly features: number
}

async function* assessApart(run: Run): AsyncGenerator<CountedEnd> {
  const developments = developmentsOf(run.sites, preparationOf(run))
  const assess = (sites: AsyncIterable<Development>): AsyncIterable<FileRunEnd> =>
    run.tools.runner.runAll(run.type, sites, optionsOf(run))
  const { journal } = run
  const ends = journal === undefined ? assess(developments) : journal.complete(developments, assess)
  for await (const end of ends) yield { end, features: 1 }
}

async function* assessTogether(run: Run): AsyncGenerator<CountedEnd> {
  const { request, tools, signal } = run
  const surveyPonds =
    request.ponds === undefined ? undefined : await readSurveyPonds(request.ponds, tools, signal)
  const { development, features } = await joinedDevelopment(run.sites, { ...preparationOf(run), surveyPonds })
  if (development === undefined) return
  for await (const end of tools.runner.runAll(run.type, [development], optionsOf(run)))
    yield { end, features }
}

function preparationOf({ request, tools, tally, signal }: Run): PreparationOptions {
  const { boundaries, maxVertices, atOnce } = tools
  return {
    boundaries,
    maxVertices,
    signal,
    atOnce,
    dwellings: request.dwellings,
    onRefusal: (refusal) => tally.refuse(refusal)
  }
}

function optionsOf({ request, signal, tools, shape }: Run) {
  return {
    signal,
    atOnce: tools.atOnce,
    withMap: shape.format === 'geojson',
    extras: extrasOf(request)
  }
}

async function writeAll(
  ends: AsyncIterable<CountedEnd>,
  run: Run,
  { out, err }: AssessTerminal
): Promise<void> {
  const { tally, sites } = run
  const writer = await writerFor(run, out)
  const bar = new ProgressBar('Assessing', err)
  const total = sites.file.featureCount
  try {
    for await (const { end, features } of ends) {
      tally.end(end, features)
      if ('outcome' in end) await writer.write(end)
      if (total === undefined || total > FEW_FEATURES) bar.update(tally.count, total)
    }
    await writer.finish()
  } finally {
    bar.end()
    await writer.discard()
  }
}

async function writerFor(
  { request, shape, type }: Run,
  stdout: AssessTerminal['out']
): Promise<OutcomeWriter> {
  if (shape.isTables && request.out !== undefined) return tablesWriter(request.out, type)
  const output: Output = request.out === undefined ? streamOutput(stdout) : await fileOutput(request.out)
  if (shape.format === 'json') return jsonWriter(output)
  return shape.format === 'geojson' ? geoJsonWriter(output) : csvWriter(output, type)
}
