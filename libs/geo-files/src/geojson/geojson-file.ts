import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { readCrsMember } from '@nrf/geometry'
import { attributeValue, toAttributes } from '../attribute-values'
import { readOrReport } from '../bad-feature'
import { assertFeatureLimit, notUtf8, readChunks } from '../byte-source'
import type { GeoFeature, GeoFile, GeoFileSource } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { readGeoJsonGeometry } from './geojson-geometry'
import { JsonScanError, JsonScanner, type JsonSpan } from './json-scanner'

const MOST_COLUMNS = 2000
const LARGEST_FEATURE_BYTES = 128 * 1024 * 1024
const BYTE_ORDER_MARK = Buffer.from('\ufeff')
const GEOMETRY_TYPES = ['Polygon', 'MultiPolygon']

type JsonObject = Readonly<Record<string, unknown>>

/**
 * A FeatureCollection, a Feature or a bare Polygon or MultiPolygon. The bytes stay in memory, and features are
 * parsed one at a time: parsing a whole collection would take several times its size.
 */
export async function openGeoJson(source: GeoFileSource): Promise<GeoFile> {
  const text = new GeoJsonText(source, await readAll(source))
  const columns = text.columns()
  const name = text.member('name')
  return {
    format: 'geojson',
    name: typeof name === 'string' ? name : basename(source.path).replace(/\.((geo)?json(\.gz)?|zip)$/i, ''),
    crs: readCrsMember({ crs: text.member('crs') }),
    featureCount: text.featureCount,
    columns,
    features: () => readFeatures(text, columns, source),
    close: () => Promise.resolve()
  }
}

async function readAll(source: GeoFileSource): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of readChunks(source)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (!isUtf8(bytes)) throw notUtf8(source.path)
  return bytes.indexOf(BYTE_ORDER_MARK) === 0 ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes
}

async function* readFeatures(
  text: GeoJsonText,
  columns: readonly string[],
  source: GeoFileSource
): AsyncGenerator<GeoFeature> {
  for (let index = 1; index <= text.featureCount; index++) {
    const feature = readOrReport(source, () => readFeature(text, columns, { path: source.path, index }))
    if (feature !== undefined) yield feature
  }
}

function readFeature(
  text: GeoJsonText,
  columns: readonly string[],
  { path, index }: { path: string; index: number }
): GeoFeature {
  const { properties, geometry } = text.feature(index)
  const attributes = toAttributes(columns, (column) =>
    attributeValue(Object.hasOwn(properties, column) ? properties[column] : null, {
      path,
      feature: index,
      column
    })
  )
  return { index, attributes, geometry: readGeoJsonGeometry(geometry, path, index) }
}

class GeoJsonText {
  private readonly members: Map<string, JsonSpan>
  private readonly spans: JsonSpan[] = []
  private readonly isCollection: boolean

  constructor(
    private readonly source: GeoFileSource,
    private readonly bytes: Buffer
  ) {
    try {
      this.members = JsonScanner.membersOf(bytes)
      this.isCollection = this.member('type') === 'FeatureCollection'
      this.findFeatures()
    } catch (error) {
      if (error instanceof JsonScanError) throw this.broken(error.message, undefined, error)
      throw error
    }
  }

  get featureCount(): number {
    return this.spans.length
  }

  member(name: string): unknown {
    const span = this.members.get(name)
    return span === undefined ? undefined : this.parse(span)
  }

  /** The names of all properties, in the order in which they first occur. */
  columns(): string[] {
    const columns = new Set<string>()
    for (let index = 1; index <= this.featureCount; index++) {
      for (const name of Object.keys(this.feature(index).properties)) columns.add(name)
      if (columns.size > MOST_COLUMNS) throw this.broken(`it has more than ${MOST_COLUMNS} columns`, index)
    }
    return [...columns]
  }

  feature(index: number): { properties: JsonObject; geometry: unknown } {
    const value = this.parse(this.spans[index - 1], index)
    if (!isObject(value)) throw this.broken('it is no Feature', index)
    if (!this.isCollection && isGeometry(value)) return { properties: {}, geometry: value }
    if (value['type'] !== 'Feature') throw this.broken('it is no Feature', index)
    const properties = value['properties'] ?? {}
    if (!isObject(properties)) throw this.broken('its properties are no object', index)
    return { properties, geometry: value['geometry'] ?? null }
  }

  private findFeatures(): void {
    if (!this.isCollection) {
      this.spans.push({ start: 0, end: this.bytes.length })
      return
    }
    const features = this.members.get('features')
    if (features === undefined) throw new JsonScanError('the FeatureCollection has no features')
    JsonScanner.elementsOf(this.bytes, features.start, (element) => {
      this.spans.push(element)
      assertFeatureLimit(this.spans.length, this.source)
    })
  }

  private parse({ start, end }: JsonSpan, feature?: number): unknown {
    if (end - start > LARGEST_FEATURE_BYTES) {
      throw this.broken(`it has more than ${LARGEST_FEATURE_BYTES} bytes in one piece`, feature)
    }
    try {
      return JSON.parse(this.bytes.toString('utf8', start, end))
    } catch (cause) {
      throw this.broken('it is not valid JSON', feature, cause)
    }
  }

  private broken(problem: string, feature?: number, cause?: unknown): GeoFileError {
    return new GeoFileError({
      path: this.source.path,
      feature,
      problem,
      fix: 'A FeatureCollection, a Feature or a polygon as RFC 7946 describes them is expected.',
      cause
    })
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isGeometry({ type }: JsonObject): boolean {
  return typeof type === 'string' && GEOMETRY_TYPES.includes(type)
}
