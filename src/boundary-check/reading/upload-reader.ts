import { join } from 'node:path'
import { Injectable } from '@nestjs/common'
import { ComputeFault, ComputePool, type ComputeTask } from '@nrf/compute-pool'
import type { BoundaryUpload, UploadReading } from './boundary-upload'
import { examineUpload } from './examine-upload'

/** Below this size the way to another thread costs more than it saves. */
const LARGE_FILE_BYTES = 1024 * 1024
const TIMEOUT_MS = 30_000

const EXAMINE_UPLOAD: ComputeTask<BoundaryUpload, UploadReading> = {
  name: 'examine-upload',
  module: join(__dirname, 'examine-upload.task')
}

/** Reads uploaded files; large ones, and archives of any size, away from the event loop. */
@Injectable()
export class UploadReader {
  constructor(private readonly pool: ComputePool) {}

  /** @throws ComputeFault, or the signal's reason */
  async read(upload: BoundaryUpload, signal: AbortSignal): Promise<UploadReading> {
    signal.throwIfAborted()
    if (!isHeavy(upload)) return examineUpload(upload)
    try {
      return await this.pool.run(EXAMINE_UPLOAD, upload, { signal, timeoutMs: TIMEOUT_MS })
    } catch (error) {
      const isTooMuch = error instanceof ComputeFault && error.kind !== 'crashed'
      if (isTooMuch) return { ok: false, code: 'unreadable_geometry_file' }
      throw error
    }
  }
}

function isHeavy({ filename, bytes }: BoundaryUpload): boolean {
  return bytes.length > LARGE_FILE_BYTES || /\.zip$/i.test(filename)
}
