import type { BoundaryFileReading } from './boundary-files'
import { readBoundaryFile, type BoundaryFileInput } from './read-boundary-file'
import type { TemporaryFolders } from './temporary-folders'

const SQLITE_START = Buffer.from('SQLite format 3\0', 'latin1')

/** Reads downloaded files; those that have to be on disk get a folder for that time. */
export class BoundaryFileReader {
  constructor(private readonly folders: TemporaryFolders) {}

  async read(
    input: Omit<BoundaryFileInput, 'temporaryFolder'>,
    signal: AbortSignal
  ): Promise<BoundaryFileReading> {
    signal.throwIfAborted()
    if (SQLITE_START.compare(input.bytes.subarray(0, SQLITE_START.length)) !== 0)
      return readBoundaryFile(input)
    return this.folders.lend((temporaryFolder) => readBoundaryFile({ ...input, temporaryFolder }))
  }
}
