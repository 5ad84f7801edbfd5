import { plainToInstance } from 'class-transformer'
import { validateSync, type ValidationError } from 'class-validator'
import type { BackendOptions } from '../../config/config.tokens'
import { AssessmentSource, type AssessmentDetails } from '../assessment-source'
import {
  AssessmentNotRunnable,
  AssessmentWithdrawn,
  BackendBadResponse,
  DetailsInvalid,
  DetailsMismatch,
  ReferenceUnknown
} from '../backend.failures'
import { AssessmentDetailsResponse } from './assessment-details.response'
import type { BackendAnswer, BackendCalls } from './backend-http-client'
import { isJsonObject, type JsonObject } from './json-object'
import { declaredPonds, withoutOutlines } from './survey-ponds'

const MOST_FAULTS = 20

/** Asks the backend for the details of an assessment by `GET`. */
export class HttpAssessmentSource extends AssessmentSource {
  constructor(
    private readonly client: BackendCalls,
    private readonly options: BackendOptions
  ) {
    super()
  }

  async fetch(reference: string, signal: AbortSignal): Promise<AssessmentDetails> {
    const answer = await this.client.call(
      {
        method: 'GET',
        path: this.options.assessmentPath,
        reference,
        headers: { 'accept-encoding': 'gzip' },
        timeoutMs: this.options.getTimeoutMs
      },
      signal
    )
    return toDetails(readBody(answer, reference), reference)
  }
}

function readBody({ status, body }: BackendAnswer, reference: string): JsonObject {
  if (status === 404) throw new ReferenceUnknown(reference)
  if (status === 409) throw new AssessmentNotRunnable(reference)
  if (status === 410) throw new AssessmentWithdrawn(reference)
  if (status !== 200) throw new BackendBadResponse(`status ${status} to a request for details`)
  if (!isJsonObject(body)) throw new DetailsInvalid(['the body is not a JSON object'])
  return body
}

function toDetails(body: JsonObject, reference: string): AssessmentDetails {
  const details = validated(body)
  if (details.reference !== reference) throw new DetailsMismatch('reference', reference, details.reference)
  return {
    reference,
    revision: details.revision ?? 1,
    status: details.status,
    assessmentTypes: details.assessmentTypes ?? undefined,
    developmentName: details.developmentName ?? '',
    dwellingCategory: details.development.types[0],
    dwellings: details.development.housingUnits,
    email: details.email ?? undefined,
    chosenWwtwId: details.wasteWaterTreatmentWorksId ?? undefined,
    ...shapesOf(body, details)
  }
}

/** Geometries as they came: only the instance without them was checked. */
function shapesOf(
  { boundary, surveyPonds }: JsonObject,
  details: AssessmentDetailsResponse
): Pick<AssessmentDetails, 'boundary' | 'surveyPonds'> {
  return {
    boundary: { geometry: isJsonObject(boundary) && boundary.geometry, srid: details.boundary.srid },
    surveyPonds: details.surveyPonds ? declaredPonds(details.surveyPonds, surveyPonds) : undefined
  }
}

function validated(body: JsonObject): AssessmentDetailsResponse {
  const { boundary } = body
  if (isJsonObject(boundary) && !('geometry' in boundary) && 's3Key' in boundary) {
    throw new DetailsInvalid(['boundary: a file in S3 is not supported, send geometry and srid'])
  }
  const details = toInstance({
    ...body,
    boundary: withoutCoordinates(boundary),
    surveyPonds: withoutOutlines(body.surveyPonds)
  })
  const faults = validateSync(details, { validationError: { target: false, value: false } })
  if (faults.length > 0) {
    throw new DetailsInvalid(faults.flatMap((fault) => describeFault(fault, '')).slice(0, MOST_FAULTS))
  }
  return details
}

function toInstance(body: JsonObject): AssessmentDetailsResponse {
  try {
    return plainToInstance(AssessmentDetailsResponse, body)
  } catch (error) {
    if (error instanceof RangeError) throw new DetailsInvalid(['nested too deeply'], { cause: error })
    throw error
  }
}

/** The geometry is checked elsewhere; copying some hundred thousand positions for this check would take seconds. */
function withoutCoordinates(boundary: unknown): unknown {
  return isJsonObject(boundary) && isJsonObject(boundary.geometry) ? { ...boundary, geometry: {} } : boundary
}

function describeFault({ property, constraints, children }: ValidationError, path: string): string[] {
  const own = Object.values(constraints ?? {}).map((text) => `${path}${property}: ${text}`)
  return [...own, ...(children ?? []).flatMap((child) => describeFault(child, `${path}${property}.`))]
}
