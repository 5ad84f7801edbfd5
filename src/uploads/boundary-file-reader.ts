import { join } from 'node:path'
import { ComputeFault, type ComputePool, type ComputeTask } from '@nrf/compute-pool'
import type { BoundaryFileReading } from './boundary-files'
import type { BoundaryFileInput } from './read-boundary-file'
import type { TemporaryFolders } from './temporary-folders'

const READ_BOUNDARY_FILE: ComputeTask<BoundaryFileInput, Promise<BoundaryFileReading>> = {
  name: 'read-boundary-file',
  module: join(__dirname, 'read-boundary-file.task')
}
const TIMEOUT_MS = 30_000
const SQLITE_START = Buffer.from('SQLite format 3\0', 'latin1')
const TOO_MUCH_MEMORY: BoundaryFileReading = {
  ok: false,
  problem: {
    code: 'unreadable_geometry_file',
    message: 'The boundary file needs more memory than reading it may take'
  }
}

/**
 * Reads downloaded files on another thread, since a small archive can unpack to a large one. Files that have to be on
 * disk get a folder for that time; it is made and removed here, because a thread that is ended cleans up nothing.
 */
export class BoundaryFileReader {
  constructor(
    private readonly pool: ComputePool,
    private readonly folders: TemporaryFolders
  ) {}

  /** @throws ComputeFault, or the signal's reason */
  read(input: Omit<BoundaryFileInput, 'temporaryFolder'>, signal: AbortSignal): Promise<BoundaryFileReading> {
    const start = input.bytes.subarray(0, SQLITE_START.length)
    if (SQLITE_START.compare(start) !== 0) return this.run(input, signal)
    return this.folders.lend((temporaryFolder) => this.run({ ...input, temporaryFolder }, signal))
  }

  private async run(input: BoundaryFileInput, signal: AbortSignal): Promise<BoundaryFileReading> {
    try {
      return await this.pool.run(READ_BOUNDARY_FILE, input, { signal, timeoutMs: TIMEOUT_MS })
    } catch (error) {
      if (error instanceof ComputeFault && error.kind === 'memory') return TOO_MUCH_MEMORY
      throw error
    }
  }
}
