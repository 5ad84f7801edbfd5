import { Injectable } from '@nestjs/common'
import type { BoundaryUpload, UploadReading } from './boundary-upload'
import { readUpload } from './read-upload'

/** Reads uploaded files; large ones away from the event loop. */
@Injectable()
export class UploadReader {
  async read(upload: BoundaryUpload, signal: AbortSignal): Promise<UploadReading> {
    signal.throwIfAborted()
    return readUpload(upload)
  }
}
