import { createHash } from 'node:crypto'
import { BoundaryFiles, type BoundaryFile, type BoundaryFileReading } from '../../src/uploads/boundary-files'
import { objectLabel } from '../../src/uploads/object-label'
import { objectPlace } from '../../src/uploads/object-place'
import { readBoundaryFile } from '../../src/uploads/read-boundary-file'
import { UploadFileMissing, UploadMismatch, UploadTooLarge } from '../../src/uploads/upload.failures'

interface StoredFile {
  readonly content: Buffer
  readonly Metadata: Readonly<Record<string, string>>
}

/** A bucket in memory. */
export class FakeBoundaryFiles extends BoundaryFiles {
  readonly bucket = 'fake-inputs'
  readonly maxBytes = 10_000
  private readonly objects = new Map<string, StoredFile>()

  put(key: string, content: Buffer, Metadata: Readonly<Record<string, string>> = {}): void {
    this.objects.set(key, { content, Metadata })
  }

  async read(file: BoundaryFile, signal: AbortSignal): Promise<BoundaryFileReading> {
    signal.throwIfAborted()
    const { Key } = objectPlace(file, this.bucket)
    const stored = this.objects.get(Key)
    if (stored === undefined) throw new UploadFileMissing()
    const { content } = stored
    if (content.length > this.maxBytes) throw new UploadTooLarge(this.maxBytes)
    if ((file.sizeBytes ?? content.length) !== content.length) throw new UploadMismatch('another size')
    const digest = createHash('sha256').update(content).digest('base64')
    if ((file.checksumSha256 ?? digest) !== digest) throw new UploadMismatch('another checksum')
    const { filename, contentType } = objectLabel(stored)
    return readBoundaryFile({
      bytes: content,
      filename: file.filename ?? filename,
      contentType,
      maxVertices: 1000
    })
  }
}
