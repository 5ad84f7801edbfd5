import { Inject, Injectable } from '@nestjs/common'
import { BOUNDARY_CHECK_OPTIONS, type BoundaryCheckOptions } from '../config/config.tokens'
import { SpatialReferenceData, type DataVersions } from '../reference-data/spatial-reference-data'
import { UPLOAD_STATUS, type UploadCode } from './boundary-check.failures'
import { EDP_BOUNDARIES } from './edp-boundaries.layer'
import { EDP_OVERLAPS } from './measures/edp-overlaps.question'
import { UPLOADED_SHAPES, type ShapeRow } from './measures/uploaded-shapes.question'
import type { UploadReading } from './reading/boundary-upload'
import { UploadReader } from './reading/upload-reader'
import { acceptedReply, refusedReply, shownReply } from './reply/boundary-reply'

/** A file that somebody wants checked before it becomes the boundary of a job. */
export interface UploadedFile {
  readonly filename: string
  /** Which file of an archive is meant. */
  readonly boundaryFilename?: string
  readonly bytes: Uint8Array
}

export interface BoundaryReply {
  /** HTTP status. */
  readonly status: number
  readonly code: UploadCode | null
  /** JSON with the five published members. */
  readonly body: string
}

type ReadUpload = Extract<UploadReading, { ok: true }>

/** Nothing can be shown of these. */
const WITHOUT_SHAPES = new Set<UploadCode>([
  'coordinates_out_of_range',
  'unclosed_ring',
  'too_many_vertices',
  'no_polygon_found'
])

/** Checks an uploaded boundary by the rules for uploads, measures it and looks for the EDP areas that it meets. */
@Injectable()
export class CheckBoundaryUseCase {
  constructor(
    private readonly reader: UploadReader,
    private readonly referenceData: SpatialReferenceData,
    @Inject(BOUNDARY_CHECK_OPTIONS) private readonly options: BoundaryCheckOptions
  ) {}

  /** @throws DatabaseUnavailable, ReferenceDataMissing, or the signal's reason */
  async check(file: UploadedFile, signal: AbortSignal): Promise<BoundaryReply> {
    const reading = await this.reader.read({ ...file, maxVertices: this.options.boundaryMaxVertices }, signal)
    if (!reading.ok) return refused(reading.code)
    if (reading.problem !== null && WITHOUT_SHAPES.has(reading.problem)) return refused(reading.problem)
    const versions = await this.referenceData.pin([EDP_BOUNDARIES.name], signal)
    return this.measure(reading, versions, signal)
  }

  private async measure(
    reading: ReadUpload,
    versions: DataVersions,
    signal: AbortSignal
  ): Promise<BoundaryReply> {
    const sent = reading.shapes.filter((shape) => shape !== null).map((shape) => Buffer.from(shape))
    const question = UPLOADED_SHAPES[reading.srid]
    const rows = await this.referenceData.ask(question, [sent], { versions, signal })
    const code = codeOf(reading, rows)
    if (code === 'coordinates_out_of_range') return refused(code)
    if (code !== null) return reply(code, shownReply(code, inFileOrder(reading, rows)))
    const edps = await this.referenceData.ask(EDP_OVERLAPS[reading.srid], [sent], { versions, signal })
    return reply(null, acceptedReply(rows[0], edps))
  }
}

/** Reply to a file that is not even read. */
export function tooLargeReply(): BoundaryReply {
  return refused('file_size_too_large')
}

/** The published order of what is left once the shapes are on the grid. */
function codeOf(reading: ReadUpload, rows: readonly ShapeRow[]): UploadCode | null {
  if (rows.some(({ isOnGrid }) => !isOnGrid)) return 'coordinates_out_of_range'
  if (reading.problem !== null) return reading.problem
  if (rows.some(({ isValid }) => !isValid)) return 'self_intersecting_geometry'
  if (reading.hasHole) return 'geometry_has_holes'
  return reading.hasRepeatedVertex ? 'duplicate_vertices' : null
}

function inFileOrder({ shapes }: ReadUpload, rows: readonly ShapeRow[]): (ShapeRow | null)[] {
  const left = [...rows].values()
  return shapes.map((shape) => (shape === null ? null : (left.next().value ?? null)))
}

function refused(code: UploadCode): BoundaryReply {
  return reply(code, refusedReply(code))
}

function reply(code: UploadCode | null, body: string): BoundaryReply {
  return { status: code === null ? 200 : UPLOAD_STATUS[code], code, body }
}
