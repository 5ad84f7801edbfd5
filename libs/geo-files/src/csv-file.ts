import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { attributeValue, toAttributes } from './attribute-values'
import { assertFeatureLimit, readText } from './byte-source'
import type { GeoFeature, GeoFile, GeoFileSource } from './geo-file'
import { GeoFileError } from './geo-file-error'

const LONGEST_RECORD_CHARACTERS = 1024 * 1024

/** A table with a header row in UTF-8; empty fields are null, there is no geometry. */
export async function openCsv(source: GeoFileSource): Promise<GeoFile> {
  const columns = await headerOf(source)
  return {
    format: 'csv',
    name: basename(source.path).replace(/\.csv(\.gz)?$/i, ''),
    crs: null,
    featureCount: undefined,
    columns,
    features: () => readRows(source, columns),
    close: () => Promise.resolve()
  }
}

async function headerOf(source: GeoFileSource): Promise<string[]> {
  for await (const header of records(source)) {
    const wrong = header.find((name, index) => name.trim() === '' || header.indexOf(name) !== index)
    if (wrong === undefined) return header
    const problem =
      wrong.trim() === '' ? 'a column has no name' : `two columns are called ${JSON.stringify(wrong)}`
    throw new GeoFileError({ path: source.path, problem, fix: 'Correct the header row.' })
  }
  throw new GeoFileError({ path: source.path, problem: 'it has no header row', fix: 'Add one.' })
}

async function* readRows(source: GeoFileSource, columns: readonly string[]): AsyncGenerator<GeoFeature> {
  const { path } = source
  let index = 0
  for await (const record of records(source)) {
    if (index > 0) {
      assertFeatureLimit(index, source)
      const feature = index
      const attributes = toAttributes(columns, (column, i) =>
        attributeValue(record[i] === '' ? null : record[i], { path, feature, column })
      )
      yield { index, attributes, geometry: null }
    }
    index++
  }
}

async function* records(source: GeoFileSource): AsyncGenerator<string[]> {
  const parser = parse({ skip_empty_lines: true, max_record_size: LONGEST_RECORD_CHARACTERS })
  const text = Readable.from(readText(source))
  text.on('error', (error) => parser.destroy(error))
  let count = 0
  try {
    for await (const record of text.pipe(parser) as AsyncIterable<string[]>) {
      count++
      yield record
    }
  } catch (cause) {
    if (cause instanceof GeoFileError) throw cause
    throw new GeoFileError({
      path: source.path,
      feature: count === 0 ? undefined : count,
      problem: `it is not well-formed CSV: ${cause instanceof Error ? cause.message : 'unknown fault'}`,
      fix: 'Every row needs as many fields as the header, quoted where they contain commas or quotes.',
      cause
    })
  } finally {
    text.destroy()
    parser.destroy()
  }
}
