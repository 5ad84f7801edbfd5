import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { plainToInstance } from 'class-transformer'
import { validateSync } from 'class-validator'
import { QUEUE_OPTIONS, type QueueOptions } from '../../config/config.tokens'
import { Failure } from '../../failures/failure'
import type { AssessmentRequested } from '../../processing/assessment-requested'
import { InvalidMessage, MessageTooLarge, UnsupportedMessage, UnsupportedVersion } from '../queue.failures'
import { readJsonObject, type JsonObject } from './json-object'
import { ReferenceMessage } from './reference.message'

/** What a body says. A refused one keeps its reference when that much could be read. */
export type ReadMessage =
  | { readonly isReadable: true; readonly request: AssessmentRequested }
  | {
      readonly isReadable: false
      readonly failure: Failure
      readonly reference?: string
      /** The same body is the same refusal. */
      readonly bodyDigest: string
    }

const REFERENCE_NAMES = ['reference', 'job_id', 'quote_id', 'application_id']
const FILE_NAMES = ['s3_input_key', 's3_key', 's3_file_path']

/** Reads the body of a message; whatever comes in, it gives a request or a failure. */
@Injectable()
export class MessageReader {
  private readonly referencePattern: RegExp

  constructor(
    @Inject(QUEUE_OPTIONS) private readonly options: Pick<QueueOptions, 'maxBodyBytes' | 'referencePattern'>
  ) {
    this.referencePattern = new RegExp(options.referencePattern)
  }

  read(body: string): ReadMessage {
    let reference: string | undefined
    try {
      this.checkSize(body)
      const message = readJsonObject(body)
      reference = this.referenceOf(message)
      return { isReadable: true, request: toRequest(message, reference) }
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      return { isReadable: false, failure, reference, bodyDigest: digestOf(body) }
    }
  }

  private checkSize(body: string): void {
    const bytes = Buffer.byteLength(body)
    if (bytes > this.options.maxBodyBytes) throw new MessageTooLarge(bytes, this.options.maxBodyBytes)
  }

  private referenceOf(message: JsonObject): string {
    const name = REFERENCE_NAMES.find((candidate) => message[candidate] !== undefined)
    if (name === undefined) throw new InvalidMessage(['reference is missing'])
    const value = message[name]
    if (typeof value !== 'string' || !this.referencePattern.test(value)) {
      throw new InvalidMessage([`${name} does not match the pattern of references`])
    }
    return value
  }
}

/** What a refused body is known by. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function toRequest(message: JsonObject, reference: string): AssessmentRequested {
  if (message['version'] !== undefined && message['version'] !== 1) throw new UnsupportedVersion()
  if (message['boundaryGeojson'] !== undefined) throw new UnsupportedMessage('an inline boundary')
  if (FILE_NAMES.some((name) => message[name] !== undefined)) throw new UnsupportedMessage('a boundary file')

  const { revision, assessment_type: oneType, assessmentTypes = asList(oneType), traceId } = message
  const dto = plainToInstance(ReferenceMessage, { reference, revision, assessmentTypes, traceId })
  const faults = validateSync(dto, { forbidUnknownValues: true })
  if (faults.length > 0) {
    throw new InvalidMessage(faults.flatMap(({ constraints = {} }) => Object.values(constraints)))
  }
  return {
    reference,
    revision: dto.revision ?? 1,
    assessmentTypes: dto.assessmentTypes,
    traceId: dto.traceId
  }
}

function asList(value: unknown): unknown[] | undefined {
  return value === undefined || value === null ? undefined : [value]
}
