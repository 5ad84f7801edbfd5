import type { AssessmentRequested } from '../../processing/assessment-requested'
import type { Submission } from '../../processing/submission'
import { isGiven, type FieldNames } from './field-names'
import { FILE_FIELDS, FILE_KEY_NAMES, FileMessage } from './file.message'
import { INLINE_FIELDS, InlineMessage } from './inline.message'
import type { JsonObject } from './message-object'
import { REFERENCE_FIELDS, ReferenceMessage } from './reference.message'

const DEFAULT_CATEGORY = 'housing'
const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/s
/** Fields that only a message with a boundary of its own has. */
const QUOTE_FIELDS = ['housingUnits', 'residentialBuildingCount', 'number_of_dwellings', 'developmentTypes']

/** One form in which a request is sent. */
export interface MessageShape<Dto extends ReferenceMessage = ReferenceMessage> {
  readonly name: 'reference' | 'inline' | 'file'
  readonly fields: FieldNames
  readonly dto: new () => Dto
  isShapeOf(message: JsonObject): boolean
  /** Undefined where the details are fetched from the backend. */
  submissionOf(dto: Dto, values: JsonObject): Submission | undefined
}

/** Binds the type of a shape to its class, and forgets it. */
function shape<Dto extends ReferenceMessage>(described: MessageShape<Dto>): MessageShape {
  return {
    ...described,
    submissionOf: (dto, values) =>
      dto instanceof described.dto ? described.submissionOf(dto, values) : undefined
  }
}

/** The first one that fits is the shape of a message. */
export const MESSAGE_SHAPES: readonly MessageShape[] = [
  shape({
    name: 'inline',
    fields: INLINE_FIELDS,
    dto: InlineMessage,
    isShapeOf: (message) => Object.hasOwn(message, 'boundaryGeojson') || isQuoteWithoutBoundary(message),
    submissionOf: (dto, values) => ({
      ...commonOf(dto),
      dwellingCategory: dto.developmentTypes?.[0] ?? DEFAULT_CATEGORY,
      chosenWwtwId: dto.wasteWaterTreatmentWorksId ?? undefined,
      boundary: { kind: 'inline', geometry: geometryOf(values) }
    })
  }),
  shape({
    name: 'file',
    fields: FILE_FIELDS,
    dto: FileMessage,
    isShapeOf: hasFile,
    submissionOf: (dto) => ({
      ...commonOf(dto),
      dwellingCategory: dto.dwellingType?.[0] ?? DEFAULT_CATEGORY,
      boundary: { kind: 'file', file: fileOf(dto) }
    })
  }),
  shape({
    name: 'reference',
    fields: REFERENCE_FIELDS,
    dto: ReferenceMessage,
    isShapeOf: () => true,
    submissionOf: () => undefined
  })
]

export function requestOf(dto: ReferenceMessage, submission: Submission | undefined): AssessmentRequested {
  return {
    reference: dto.reference,
    revision: dto.revision ?? 1,
    assessmentTypes: dto.assessmentTypes ?? undefined,
    traceId: dto.traceId ?? undefined,
    ...(submission && { submission })
  }
}

function hasFile(message: JsonObject): boolean {
  return FILE_KEY_NAMES.some((name) => isGiven(message, name))
}

/** Such a message was meant to bring its boundary: asking the backend instead would hide that it does not. */
function isQuoteWithoutBoundary(message: JsonObject): boolean {
  return !hasFile(message) && QUOTE_FIELDS.some((name) => isGiven(message, name))
}

function commonOf(
  dto: InlineMessage | FileMessage
): Pick<Submission, 'developmentName' | 'dwellings' | 'email'> {
  return {
    developmentName: dto.developmentName ?? '',
    dwellings: dto.housingUnits,
    email: dto.email ?? undefined
  }
}

/** From the message itself: the copy that was validated has no coordinates. */
function geometryOf({ boundaryGeojson }: JsonObject): unknown {
  const { boundaryGeometryOriginal }: { readonly boundaryGeometryOriginal?: unknown } =
    Object(boundaryGeojson)
  return boundaryGeometryOriginal
}

function fileOf({ inputKey, bucket, filename, sizeBytes, checksumSha256 }: FileMessage) {
  const [, namedBucket, key = inputKey] = S3_URL.exec(inputKey) ?? []
  return {
    bucket: namedBucket ?? bucket ?? undefined,
    key,
    filename: filename ?? undefined,
    sizeBytes: sizeBytes ?? undefined,
    checksumSha256: checksumSha256 ?? undefined
  }
}
