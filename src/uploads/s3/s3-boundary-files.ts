import type { ZipLimits } from '@nrf/geo-files'
import type { BoundaryFileReader } from '../boundary-file-reader'
import { BoundaryFiles, type BoundaryFile, type BoundaryFileReading } from '../boundary-files'
import type { S3Download } from './s3-download'

export interface BoundaryLimits {
  readonly maxBytes: number
  readonly maxVertices: number
  readonly zipLimits: ZipLimits
}

/** The boundary files in the bucket of the service. */
export class S3BoundaryFiles extends BoundaryFiles {
  constructor(
    private readonly download: S3Download,
    private readonly reader: BoundaryFileReader,
    private readonly limits: BoundaryLimits
  ) {
    super()
  }

  async read(file: BoundaryFile, signal: AbortSignal): Promise<BoundaryFileReading> {
    const { bytes, filename, contentType } = await this.download.fetch(file, signal)
    return this.reader.read(
      { bytes, filename: file.filename ?? filename, contentType, ...this.limits },
      signal
    )
  }
}
