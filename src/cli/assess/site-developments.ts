import type { GeoFeature } from '@nrf/geo-files'
import { fromWkb, readBoundary } from '@nrf/geometry'
import type { AreaGeometry, BoundarySrid, LinearRing } from '@nrf/geometry'
import type { Boundary, Development, SurveyPond } from '../../assessments/development'
import { mapInOrder } from '../../assessments/map-in-order'
import type { BoundaryCheck } from '../../reference-data/boundary-check'
import { InvalidBoundary } from '../../reference-data/reference-data.failures'
import type { OpenSiteFile } from './open-site-file'
import { FeatureRefused, type Refusal } from './refusal'
import { siteAttributes } from './site-attributes'

export interface PreparationOptions {
  readonly boundaries: BoundaryCheck
  /** Most positions of a site. */
  readonly maxVertices: number
  readonly signal: AbortSignal
  /** Features prepared at the same time. */
  readonly atOnce: number
  readonly onRefusal: (refusal: Refusal) => void
  /** Dwellings of sites that say nothing about them. */
  readonly dwellings?: number
}

/** The features of a file as developments, each checked as that of a job is; the refused ones are told and left out. */
export async function* developmentsOf(
  { file, srid }: OpenSiteFile,
  options: PreparationOptions
): AsyncGenerator<Development> {
  const prepared = mapInOrder(file.features(), options.atOnce, (feature) =>
    orRefusal(feature.index, options, async () => {
      const attributes = siteAttributes(feature.attributes, options.dwellings)
      const boundary = await checked(outlineOf(feature), srid, options)
      return { siteNumber: feature.index, ...attributes, boundary }
    })
  )
  for await (const development of prepared) if (development !== undefined) yield development
}

/** All features of a file as one development with a part for each, and how many they are. */
export async function joinedDevelopment(
  { file, srid }: OpenSiteFile,
  options: PreparationOptions & { readonly surveyPonds?: readonly SurveyPond[] }
): Promise<{ readonly development: Development | undefined; readonly features: number }> {
  const outlines: AreaGeometry[] = []
  const prepared = mapInOrder(file.features(), options.atOnce, (feature) =>
    orRefusal(feature.index, options, () => checked(outlineOf(feature), srid, options))
  )
  for await (const boundary of prepared) if (boundary !== undefined) outlines.push(fromWkb(boundary.ewkb))
  if (outlines.length === 0) return { development: undefined, features: 0 }
  const boundary = await orRefusal(undefined, options, () => joinedBoundary(outlines, options))
  if (boundary === undefined) return { development: undefined, features: outlines.length }
  const { dwellings = 0, surveyPonds } = options
  return {
    features: outlines.length,
    development: {
      reference: file.name,
      siteNumber: 1,
      name: file.name,
      dwellingCategory: '',
      source: file.format,
      dwellings,
      boundary,
      ...(surveyPonds && { surveyPonds })
    }
  }
}

async function joinedBoundary(
  outlines: readonly AreaGeometry[],
  options: PreparationOptions
): Promise<Boundary> {
  const parts = outlines.flatMap(partsOf)
  const geometry: AreaGeometry =
    parts.length === 1
      ? { type: 'Polygon', coordinates: parts[0] }
      : { type: 'MultiPolygon', coordinates: parts }
  try {
    const reading = readBoundary(geometry, { srid: 27700, maxVertices: options.maxVertices })
    return await options.boundaries.check(reading, options.signal)
  } catch (error) {
    if (!(error instanceof InvalidBoundary)) throw error
    throw new FeatureRefused(
      `the sites of the file cannot be assessed together: ${error.message}`,
      'Sites may touch in points but not overlap: merge those that do'
    )
  }
}

function partsOf(geometry: AreaGeometry): readonly (readonly LinearRing[])[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

async function orRefusal<T>(
  feature: number | undefined,
  { onRefusal, signal }: PreparationOptions,
  prepare: () => Promise<T>
): Promise<T | undefined> {
  signal.throwIfAborted()
  try {
    return await prepare()
  } catch (error) {
    if (!(error instanceof FeatureRefused)) throw error
    onRefusal({ feature, problem: error.problem, fix: error.fix })
    return undefined
  }
}

function outlineOf({ geometry }: GeoFeature): AreaGeometry {
  if (geometry !== null && 'type' in geometry) return geometry
  const problem = geometry === null ? 'it has no outline' : `it is a ${geometry.unsupported}, not a polygon`
  throw new FeatureRefused(problem, 'Draw the outline of the site as a polygon, or remove the feature')
}

async function checked(
  outline: AreaGeometry,
  srid: BoundarySrid,
  { boundaries, maxVertices, signal }: PreparationOptions
): Promise<Boundary> {
  try {
    return await boundaries.check(readBoundary(outline, { srid, maxVertices }), signal)
  } catch (error) {
    if (error instanceof InvalidBoundary) throw new FeatureRefused(error.message, fixOf(error, srid))
    throw error
  }
}

function fixOf({ code }: InvalidBoundary, srid: BoundarySrid): string {
  if (code === 'self_intersecting_geometry') return 'Repair the outline, in QGIS with "Fix geometries"'
  if (code === 'coordinates_out_of_range')
    return `The file is read as EPSG:${srid}: correct the coordinates, or name the right one of EPSG:27700 and EPSG:4326`
  return 'Correct the outline'
}
