import { readBoundary } from '@nrf/geometry'
import type { MessageConfig } from '../../config/load-config'
import { describeCode, type FailureCode } from '../../failures/failure-codes'
import { DEFAULT_TYPES, type AssessmentRequested } from '../../processing/assessment-requested'
import { MessageReader, type ReadMessage } from '../../queue/message-contract'

/** What the service would do with a message. */
export type MessageVerdict =
  | {
      readonly accepted: true
      readonly form: Extract<ReadMessage, { readonly isReadable: true }>['shape']
      readonly request: {
        readonly reference: string
        readonly revision: number
        readonly assessmentTypes: readonly string[]
        readonly dwellings?: number
        readonly dwellingCategory?: string
      }
      readonly boundary: string
      readonly repairs: readonly string[]
    }
  | {
      readonly accepted: false
      readonly code: FailureCode
      readonly problem: string
      readonly actor: string
      readonly fix: string
      /** What happens to the message, and who is told. */
      readonly outcome: string
    }

/** Reads a message as the service does, as far as that goes without backend and database. */
export function verdictOn(body: string, config: MessageConfig): MessageVerdict {
  const message = new MessageReader(config).read(body)
  if (!message.isReadable) return refused(message.failure.code, message.failure.message, message.reference)
  const { request, shape: form, notes } = message
  const read = boundaryOf(request, config)
  if ('code' in read) return refused(read.code, read.message, request.reference)
  const { reference, revision, assessmentTypes = DEFAULT_TYPES, submission } = request
  const { dwellings, dwellingCategory } = submission ?? {}
  return {
    accepted: true,
    form,
    request: { reference, revision, assessmentTypes, dwellings, dwellingCategory },
    boundary: read.text,
    repairs: [...notes, ...read.repairs]
  }
}

type BoundaryVerdict =
  | { readonly text: string; readonly repairs: readonly string[] }
  | { readonly code: FailureCode; readonly message: string }

function boundaryOf(
  { submission }: AssessmentRequested,
  { boundaryMaxVertices }: MessageConfig
): BoundaryVerdict {
  if (submission === undefined) return { text: 'fetched from the backend', repairs: [] }
  const { boundary } = submission
  if (boundary.kind === 'file') return { text: `read from the file ${boundary.file.key}`, repairs: [] }
  const reading = readBoundary(boundary.geometry, { srid: 27700, maxVertices: boundaryMaxVertices })
  if (!reading.ok) return reading.problem
  return {
    text: `${reading.vertexCount} vertices in EPSG:${reading.srid}; whether its lines cross is for the database to say`,
    repairs: reading.repairs
  }
}

function refused(code: FailureCode, problem: string, reference: string | undefined): MessageVerdict {
  const { actor, fix } = describeCode(code)
  const told =
    reference === undefined
      ? 'Without a readable reference nobody can be told'
      : `The backend is told that ${reference} has failed`
  return {
    accepted: false,
    code,
    problem,
    actor,
    fix,
    outcome: `${told}; the message goes to the dead-letter queue.`
  }
}
