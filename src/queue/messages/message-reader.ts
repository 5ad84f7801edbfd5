import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { plainToInstance } from 'class-transformer'
import { validateSync, type ValidationError } from 'class-validator'
import { QUEUE_OPTIONS, type QueueOptions } from '../../config/config.tokens'
import { Failure } from '../../failures/failure'
import type { AssessmentRequested } from '../../processing/assessment-requested'
import { ConflictingFields, InvalidMessage, MessageTooLarge, UnsupportedVersion } from '../queue.failures'
import { isGiven, readFields } from './field-names'
import { glimpseMessageObject, readMessageObject, type JsonObject } from './message-object'
import { MESSAGE_SHAPES, requestOf, type MessageShape } from './message-shapes'
import { REFERENCE_NAMES } from './reference.message'

/** What a body says. A refused one keeps its reference when that much could be read. */
export type ReadMessage =
  | {
      readonly isReadable: true
      readonly shape: MessageShape['name']
      readonly request: AssessmentRequested
      /** What was read otherwise than the contract writes it, in plain words. */
      readonly notes: readonly string[]
    }
  | {
      readonly isReadable: false
      readonly failure: Failure
      readonly reference?: string
      /** The same body is the same refusal. */
      readonly bodyDigest: string
    }

const MOST_FAULTS = 20
const BYTE_ORDER_MARK = '\uFEFF'
/** SQS puts it where it cannot keep a character. */
const REPLACEMENT_CHARACTER = '\uFFFD'

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
    let message: JsonObject | undefined
    try {
      this.checkSize(body)
      message = readMessageObject(body)
      this.referenceOf(message)
      return { isReadable: true, ...this.understood(message, body) }
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      message ??= glimpseMessageObject(body, failure)
      return { isReadable: false, failure, reference: this.readable(message), bodyDigest: digestOf(body) }
    }
  }

  private checkSize(body: string): void {
    const bytes = Buffer.byteLength(body)
    if (bytes > this.options.maxBodyBytes) throw new MessageTooLarge(bytes, this.options.maxBodyBytes)
  }

  private referenceOf(message: JsonObject): string {
    const names = REFERENCE_NAMES.filter((candidate) => isGiven(message, candidate))
    const [name] = names
    if (name === undefined) throw new InvalidMessage(['reference is missing'])
    const value = message[name]
    if (typeof value !== 'string' || !this.referencePattern.test(value)) {
      throw new InvalidMessage([`${name} does not match the pattern of references`])
    }
    if (names.some((other) => message[other] !== value)) throw new ConflictingFields(names)
    return value
  }

  private readable(message: JsonObject | undefined): string | undefined {
    try {
      return message && this.referenceOf(message)
    } catch {
      return undefined
    }
  }

  private understood(message: JsonObject, body: string) {
    if (message['version'] !== undefined && message['version'] !== 1) throw new UnsupportedVersion()
    const shape = MESSAGE_SHAPES.find((candidate) => candidate.isShapeOf(message))!
    const { values, notes } = readFields(message, shape.fields)
    const dto = checked(shape, values)
    return {
      shape: shape.name,
      request: requestOf(dto, shape.submissionOf(dto, values)),
      notes: [...notes, ...notesOnText(body)]
    }
  }
}

/** What a refused body is known by. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function notesOnText(body: string): string[] {
  return [
    ...(body.startsWith(BYTE_ORDER_MARK) ? ['a byte-order mark is left out'] : []),
    ...(body.includes(REPLACEMENT_CHARACTER) ? ['characters were lost on the way (U+FFFD)'] : [])
  ]
}

function checked({ dto, fields }: MessageShape, values: JsonObject) {
  const instance = plainToInstance(dto, withoutCoordinates(values))
  const faults = validateSync(instance, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false }
  })
  if (faults.length === 0) return instance
  const named = faults.flatMap((fault) => {
    const name = fields[fault.property]?.[0] ?? fault.property
    return values[fault.property] === undefined ? [`${name} is missing`] : describeFault(fault, name)
  })
  throw new InvalidMessage(named.slice(0, MOST_FAULTS))
}

/** The geometry is read by rules of its own; copying each position for this check would take longer than all else. */
function withoutCoordinates(values: JsonObject): JsonObject {
  const { boundaryGeojson } = values
  if (typeof boundaryGeojson !== 'object' || boundaryGeojson === null || Array.isArray(boundaryGeojson)) {
    return values
  }
  const { boundaryGeometryOriginal: geometry }: { readonly boundaryGeometryOriginal?: unknown } =
    boundaryGeojson
  const isGeometry = typeof geometry === 'object' && geometry !== null && !Array.isArray(geometry)
  return isGeometry
    ? { ...values, boundaryGeojson: { ...boundaryGeojson, boundaryGeometryOriginal: {} } }
    : values
}

/** The texts name the property; the path before them is what the sender wrote. */
function describeFault({ constraints, children }: ValidationError, path: string): string[] {
  const own = Object.values(constraints ?? {}).map((text) => `${path}: ${text}`)
  return [...own, ...(children ?? []).flatMap((child) => describeFault(child, `${path}.${child.property}`))]
}
