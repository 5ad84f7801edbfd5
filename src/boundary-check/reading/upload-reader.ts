import { Injectable } from '@nestjs/common'
import type { BoundaryUpload, UploadReading } from './boundary-upload'
import { examineUpload } from './examine-upload'

/** Reads uploaded files; large ones away from the event loop. */
@Injectable()
export class UploadReader {
  async read(upload: BoundaryUpload, signal: AbortSignal): Promise<UploadReading> {
    signal.throwIfAborted()
    return examineUpload(upload)
  }
}
