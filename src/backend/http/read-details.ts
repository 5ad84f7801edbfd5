import { readBoundary, readOutlines, type BoundarySrid } from '@nrf/geometry'
import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import { plainToInstance } from 'class-transformer'
import { validateSync, type ValidationError } from 'class-validator'
import type { AssessmentDetails, DeclaredPond } from '../assessment-source'
import { AssessmentDetailsResponse, BoundaryFileResponse } from './assessment-details.response'
import { isJsonObject, type JsonObject } from './json-object'
import { outlinesOf, withoutOutlines } from './survey-ponds'
import type { SurveyPondsResponse } from './survey-ponds.response'

export interface DetailsInput {
  /** A JSON text. */
  readonly bytes: Uint8Array
  /** Most positions of the boundary, and of all ponds together. */
  readonly maxVertices: number
}

/** What a body came to. Plain data: it can move between threads. */
export type DetailsReading =
  | { readonly kind: 'details'; readonly details: AssessmentDetails }
  | { readonly kind: 'not-json' }
  /** Members and rules, never values. */
  | { readonly kind: 'invalid'; readonly faults: readonly string[] }

const MOST_FAULTS = 20

/** Reads the body of a 200 answer to the question for details, outlines included. Pure; linear time. */
export function readDetails({ bytes, maxVertices }: DetailsInput): DetailsReading {
  let body: unknown
  try {
    body = parseStrictJson(bytes)
  } catch (error) {
    if (!(error instanceof JsonRefused)) throw error
    return error.code === 'not_json' ? { kind: 'not-json' } : { kind: 'invalid', faults: [error.message] }
  }
  if (!isJsonObject(body)) return { kind: 'invalid', faults: ['the body is not a JSON object'] }
  const { response, faults } = checkedResponse(body)
  if (faults.length > 0) return { kind: 'invalid', faults }
  return { kind: 'details', details: toDetails(response, body, maxVertices) }
}

function toDetails(
  response: AssessmentDetailsResponse,
  body: JsonObject,
  maxVertices: number
): AssessmentDetails {
  const boundary = boundaryOf(response.boundary, body, maxVertices)
  return {
    reference: response.reference,
    revision: response.revision ?? 1,
    status: response.status,
    assessmentTypes: response.assessmentTypes ?? undefined,
    developmentName: response.developmentName ?? '',
    dwellingCategory: response.development.types[0],
    dwellings: response.development.housingUnits,
    email: response.email ?? undefined,
    chosenWwtwId: response.wasteWaterTreatmentWorksId ?? undefined,
    boundary,
    surveyPonds: response.surveyPonds
      ? pondsOf(response.surveyPonds, body, { srid: sridOf(boundary, response), maxVertices })
      : undefined
  }
}

function boundaryOf(
  boundary: AssessmentDetailsResponse['boundary'],
  body: JsonObject,
  maxVertices: number
): AssessmentDetails['boundary'] {
  if (!(boundary instanceof BoundaryFileResponse)) {
    const geometry = isJsonObject(body.boundary) && body.boundary.geometry
    return readBoundary(geometry, { srid: boundary.srid, maxVertices })
  }
  const { s3Bucket: bucket, s3Key: key, filename, contentLength, checksumSha256 } = boundary
  return {
    file: {
      bucket,
      key,
      filename: filename ?? undefined,
      sizeBytes: contentLength ?? undefined,
      checksumSha256: checksumSha256 ?? undefined
    }
  }
}

/** Ponds are drawn in the system that the boundary turned out to be in; that of a file is not known here. */
function sridOf(boundary: AssessmentDetails['boundary'], response: AssessmentDetailsResponse): BoundarySrid {
  if ('file' in boundary || response.boundary instanceof BoundaryFileResponse) return 27700
  return boundary.ok ? boundary.srid : response.boundary.srid
}

function pondsOf(
  { features }: SurveyPondsResponse,
  { surveyPonds }: JsonObject,
  options: { readonly srid: BoundarySrid; readonly maxVertices: number }
): DeclaredPond[] {
  const outlines = readOutlines(outlinesOf(surveyPonds), options)
  return features.map(({ properties: { PANS, TmpImp } }, index) => ({
    outline: outlines[index],
    newts: PANS,
    isTemporaryImpact: TmpImp === undefined || TmpImp === null ? null : TmpImp === 'T'
  }))
}

/** The coordinates are read elsewhere; copying some hundred thousand positions for this check would take seconds. */
function checkedResponse(body: JsonObject): {
  readonly response: AssessmentDetailsResponse
  readonly faults: readonly string[]
} {
  const response = plainToInstance(AssessmentDetailsResponse, {
    ...body,
    boundary: withoutCoordinates(body.boundary),
    surveyPonds: withoutOutlines(body.surveyPonds)
  })
  const faults = validateSync(response, { validationError: { target: false, value: false } })
  return { response, faults: faults.flatMap((fault) => describeFault(fault, '')).slice(0, MOST_FAULTS) }
}

function withoutCoordinates(boundary: unknown): unknown {
  return isJsonObject(boundary) && isJsonObject(boundary.geometry) ? { ...boundary, geometry: {} } : boundary
}

function describeFault({ property, constraints, children }: ValidationError, path: string): string[] {
  const own = Object.values(constraints ?? {}).map((text) => `${path}${property}: ${text}`)
  return [...own, ...(children ?? []).flatMap((child) => describeFault(child, `${path}${property}.`))]
}
