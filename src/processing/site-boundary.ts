import { Injectable } from '@nestjs/common'
import type { BoundaryReading } from '@nrf/geometry'
import type { Boundary } from '../assessments/development'
import { BoundaryCheck } from '../reference-data/boundary-check'
import { BoundaryFiles, type BoundaryFile } from '../uploads/boundary-files'
import { FileRefused } from './processing.failures'

/** A boundary that was sent with the job, or the file that holds it. */
export type DeclaredBoundary = BoundaryReading | { readonly file: BoundaryFile }

/** The boundary of a job, wherever it lies: fetched, read, and held against the rules of jobs. */
@Injectable()
export class SiteBoundary {
  constructor(
    private readonly files: BoundaryFiles,
    private readonly rules: BoundaryCheck
  ) {}

  /** @throws Failure of the upload, FileRefused, InvalidBoundary */
  async check(declared: DeclaredBoundary, signal: AbortSignal): Promise<Boundary> {
    const reading = 'file' in declared ? await this.readFile(declared.file, signal) : declared
    return this.rules.check(reading, signal)
  }

  private async readFile(file: BoundaryFile, signal: AbortSignal): Promise<BoundaryReading> {
    const reading = await this.files.read(file, signal)
    if (reading.ok) return reading
    throw new FileRefused(reading.problem.code, reading.problem.message)
  }
}
