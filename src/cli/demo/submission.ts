import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openGeoFile, type GeoFeature, type GeoFile } from '@nrf/geo-files'

/** Details of a made-up assessment, as the backend gives them. */
export interface SubmittedDetails {
  readonly reference: string
  readonly [member: string]: unknown
}

export interface SubmissionOptions {
  readonly dwellings?: number
  readonly type?: string
}

/** A boundary file in the bucket, as the backend names it. */
export interface UploadedFile {
  readonly s3Bucket: string
  readonly s3Key: string
  readonly filename: string
  readonly contentLength: number
}

const DEFAULT_DWELLINGS = 10
const DEFAULT_TYPE = 'nutrient'

export function isFile(argument: string): boolean {
  return existsSync(argument)
}

/** Makes an assessment of the first feature of a file. @throws Error naming the file and what is wrong with it */
export async function detailsFromFile(path: string, options: SubmissionOptions): Promise<SubmittedDetails> {
  const file = await openGeoFile(path)
  try {
    const srid = sridOf(file.crs, path)
    for await (const feature of file.features()) return detailsOf(feature, { path, srid, ...options })
    throw new Error(`${path}: the file has no feature`)
  } finally {
    await file.close()
  }
}

/** Makes an assessment whose boundary the service reads from its bucket. */
export function detailsOfUpload(
  boundary: UploadedFile,
  { dwellings = DEFAULT_DWELLINGS, type = DEFAULT_TYPE }: SubmissionOptions
): SubmittedDetails {
  return { ...madeUp({ name: boundary.filename, type, dwellings }), boundary }
}

function detailsOf(
  { geometry, attributes }: GeoFeature,
  { path, srid, dwellings, type = DEFAULT_TYPE }: SubmissionOptions & { path: string; srid: number }
): SubmittedDetails {
  if (geometry === null || 'unsupported' in geometry) {
    throw new Error(`${path}: the first feature is not a polygon; send the outline of one site`)
  }
  const housingUnits = dwellings ?? wholeNumber(valueOf(attributes, 'Dwellings')) ?? DEFAULT_DWELLINGS
  const name = String(valueOf(attributes, 'Name') ?? '')
  return { ...madeUp({ name, type, dwellings: housingUnits }), boundary: { geometry, srid } }
}

interface MadeUp {
  readonly name: string
  readonly type: string
  readonly dwellings: number
}

function madeUp({ name, type, dwellings }: MadeUp): SubmittedDetails {
  return {
    reference: `NRF-${randomInt(100_000, 900_000)}`,
    status: 'QUEUED',
    developmentName: name,
    email: 'planner@example.com',
    assessmentTypes: [type],
    development: { types: ['housing'], housingUnits: dwellings }
  }
}

function valueOf(
  attributes: GeoFeature['attributes'],
  name: string
): GeoFeature['attributes'][string] | undefined {
  return attributes[name] ?? attributes[name.toLowerCase()]
}

/** GeoJSON without a `crs` member is in degrees. */
function sridOf(crs: GeoFile['crs'], path: string): number {
  if (crs === null) return 4326
  if ('epsg' in crs && (crs.epsg === 27700 || crs.epsg === 4326)) return crs.epsg
  throw new Error(`${path}: use British National Grid (EPSG:27700) or WGS84 (EPSG:4326)`)
}

function wholeNumber(value: unknown): number | undefined {
  const number = Number(value)
  return value === undefined || value === null || !Number.isInteger(number) ? undefined : number
}
