import { basename } from 'node:path'
import { attributeValue, toAttributes } from '../attribute-values'
import { readOrReport } from '../bad-feature'
import { assertFeatureLimit, readText } from '../byte-source'
import type { GeoFeature, GeoFile, GeoFileSource } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { KmlParser, KmlRefused } from './kml-parser'
import type { Placemark } from './placemark'

const MOST_COLUMNS = 2000

/**
 * A KML file: every placemark of every folder is a feature, its name and extended data are the attributes. Positions
 * are longitude and latitude (WGS 84), as the standard has it. The file is read twice, and never held as a whole.
 */
export async function openKml(source: GeoFileSource): Promise<GeoFile> {
  const columns = new Set<string>()
  let featureCount = 0
  for await (const { attributes } of placemarksOf(source)) {
    assertFeatureLimit(++featureCount, source)
    for (const column of attributes.keys()) columns.add(column)
    if (columns.size > MOST_COLUMNS) {
      throw broken(source, { feature: featureCount, problem: `it has more than ${MOST_COLUMNS} columns` })
    }
  }
  return {
    format: 'kml',
    name: basename(source.path).replace(/\.(kml|zip)$/i, ''),
    crs: null,
    featureCount,
    columns: [...columns],
    features: () => readFeatures(source, [...columns]),
    close: () => Promise.resolve()
  }
}

async function* readFeatures(source: GeoFileSource, columns: readonly string[]): AsyncGenerator<GeoFeature> {
  let index = 0
  for await (const placemark of placemarksOf(source)) {
    index++
    const feature = readOrReport(source, () => featureOf(placemark, { source, columns, index }))
    if (feature !== undefined) yield feature
  }
}

function featureOf(
  placemark: Placemark,
  { source, columns, index }: { source: GeoFileSource; columns: readonly string[]; index: number }
): GeoFeature {
  const { problem, geometry } = placemark
  if (problem !== undefined) throw broken(source, { feature: index, problem })
  const attributes = toAttributes(columns, (column) =>
    attributeValue(placemark.attributes.get(column) ?? null, { path: source.path, feature: index, column })
  )
  return { index, attributes, geometry }
}

async function* placemarksOf(source: GeoFileSource): AsyncGenerator<Placemark> {
  const parser = new KmlParser()
  try {
    for await (const text of readText(source)) yield* parser.read(text)
    parser.end()
  } catch (cause) {
    if (cause instanceof KmlRefused) throw broken(source, { problem: cause.message, cause })
    throw cause
  }
}

function broken(
  { path }: GeoFileSource,
  fault: { readonly problem: string; readonly feature?: number; readonly cause?: unknown }
): GeoFileError {
  return new GeoFileError({ path, ...fault, fix: 'Export the outlines to a new KML file.' })
}
