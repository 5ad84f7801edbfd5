import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rm, truncate, type FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { AssessmentOutcome } from '../../assessments/assessment-outcome'
import type { FileRunEnd } from '../../assessments/assessment.runner'
import type { Development } from '../../assessments/development'
import { canonicalJson } from '../../backend/canonical-json'
import { WrongUsage, type AssessRequest } from './assess-request'

const OWNER_ONLY = 0o600
const NEW_LINE = 0x0a

type Assessed = Extract<FileRunEnd, { outcome: unknown }>

/** An assessed site as a line of the journal holds it. */
interface KeptSite extends Pick<Assessed, 'outcome' | 'mapFeatures'> {
  readonly siteNumber: number
}

/**
 * The sites of a run that are done, each on a line of a file as soon as it is. A run that was killed goes on from
 * there, and writes the same bytes as one that was not. A last line that was not written whole is dropped.
 */
export class RunJournal {
  /** What the sites of the journal were assessed with; undefined for a new one. */
  private readonly data: string | undefined

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly kept: Map<number, KeptSite>
  ) {
    const one = kept.values().next()
    this.data = one.done ? undefined : dataOf(one.value.outcome)
  }

  /** @throws WrongUsage when the file is no journal, or that of another run */
  static async open(path: string, request: AssessRequest): Promise<RunJournal> {
    const header = await headerOf(request)
    const file = await open(path, 'a', OWNER_ONLY)
    try {
      const [found, ...lines] = await wholeLines(path)
      if (found === undefined) await file.appendFile(`${header}\n`)
      else if (found !== header) throw new WrongUsage(otherRun(path))
      return new RunJournal(path, file, new Map(lines.map(readSite).map((site) => [site.siteNumber, site])))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Sites that need not be assessed again. */
  get size(): number {
    return this.kept.size
  }

  /**
   * Assesses what is not there yet, and gives every end in the order of the sites.
   * @throws WrongUsage when reference data, rules or release have changed since the journal was begun
   */
  async *complete(
    developments: AsyncIterable<Development>,
    assess: (missing: AsyncIterable<Development>) => AsyncIterable<FileRunEnd>
  ): AsyncGenerator<FileRunEnd> {
    const waiting: Development[] = []
    for await (const end of assess(this.missingOf(developments, waiting))) {
      yield* this.endsBefore(end.development.siteNumber, waiting)
      if ('outcome' in end) await this.keep(end)
      yield end
    }
    yield* this.endsBefore(Infinity, waiting)
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** The run is over. */
  remove(): Promise<void> {
    return rm(this.path)
  }

  private async *missingOf(
    developments: AsyncIterable<Development>,
    waiting: Development[]
  ): AsyncGenerator<Development> {
    for await (const development of developments) {
      if (this.kept.has(development.siteNumber)) waiting.push(development)
      else yield development
    }
  }

  private *endsBefore(siteNumber: number, waiting: Development[]): Generator<FileRunEnd> {
    while (waiting.length > 0 && waiting[0].siteNumber < siteNumber) {
      const development = waiting.shift()!
      const { outcome, mapFeatures } = this.kept.get(development.siteNumber)!
      yield { development, outcome, mapFeatures }
    }
  }

  private async keep({ development: { siteNumber }, outcome, mapFeatures }: Assessed): Promise<void> {
    this.refuseOtherData(outcome)
    // Not canonical: the order of a summary's members is that of its columns.
    await this.file.appendFile(`${JSON.stringify({ siteNumber, outcome, mapFeatures })}\n`)
  }

  private refuseOtherData(outcome: AssessmentOutcome): void {
    if (this.data === undefined || this.data === dataOf(outcome)) return
    throw new WrongUsage(
      `reference data, rules or release have changed since ${this.path} was begun; delete it and start anew`
    )
  }
}

const dataOf = ({ provenance: { boundaryDigest: _ofTheSite, ...shared } }: AssessmentOutcome): string =>
  canonicalJson(shared)

/** What a run has to have in common with the one that began the journal. Where its results go does not matter. */
async function headerOf(request: AssessRequest): Promise<string> {
  const { file, type, layer, profile, dwellings, format, edpSplit } = request
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest)
  return canonicalJson({
    journal: 'nrf assess',
    file: digest.digest('hex'),
    options: { type, layer, profile, dwellings, format, edpSplit }
  })
}

/** Lines that were written to their end; the rest of the file is cut off. */
async function wholeLines(path: string): Promise<string[]> {
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf(NEW_LINE) + 1
  if (end < bytes.length) await truncate(path, end)
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
}

function readSite(line: string): KeptSite {
  const site: KeptSite = JSON.parse(line)
  return site
}

function otherRun(path: string): string {
  return `${path} is no journal of this run: another file or other options began it. Delete it, or name another`
}
