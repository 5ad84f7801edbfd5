import { S3Client } from '@aws-sdk/client-s3'
import { Module, type OnApplicationBootstrap } from '@nestjs/common'
import { ComputePool } from '@nrf/compute-pool'
import { ComputeModule } from '../compute/compute.module'
import { UPLOAD_OPTIONS, type UploadsOptions } from '../config/config.tokens'
import { BoundaryFileReader } from './boundary-file-reader'
import { BoundaryFiles } from './boundary-files'
import { NoBoundaryFiles } from './no-boundary-files'
import { S3BoundaryFiles } from './s3/s3-boundary-files'
import { S3Download } from './s3/s3-download'
import { TemporaryFolders } from './temporary-folders'

const CONNECT_TIMEOUT_MS = 2_000
const MISSING_DELAY_MS = 1_000
/** With the delays of the client in between; a job is tried again after that as well. */
const MAX_ATTEMPTS = 3

function s3Client({ region, endpoint, timeoutMs }: UploadsOptions): S3Client {
  return new S3Client({
    region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true
    }
  })
}

/** Boundary files of applicants. Its options are a global provider. */
@Module({
  imports: [ComputeModule],
  providers: [
    { provide: TemporaryFolders, useFactory: () => new TemporaryFolders() },
    {
      provide: BoundaryFileReader,
      inject: [ComputePool, TemporaryFolders],
      useFactory: (pool: ComputePool, folders: TemporaryFolders) => new BoundaryFileReader(pool, folders)
    },
    {
      provide: BoundaryFiles,
      inject: [UPLOAD_OPTIONS, BoundaryFileReader],
      useFactory: (options: UploadsOptions, reader: BoundaryFileReader): BoundaryFiles => {
        const { bucket, maxBytes, timeoutMs, zipLimits, boundaryMaxVertices: maxVertices } = options
        if (bucket === undefined) return new NoBoundaryFiles()
        const limits = { bucket, maxBytes, timeoutMs, missingDelayMs: MISSING_DELAY_MS }
        const download = new S3Download(s3Client(options), limits)
        return new S3BoundaryFiles(download, reader, { maxBytes, maxVertices, zipLimits })
      }
    }
  ],
  exports: [BoundaryFiles]
})
export class UploadsModule implements OnApplicationBootstrap {
  constructor(private readonly folders: TemporaryFolders) {}

  /** A killed process may have left files behind. */
  async onApplicationBootstrap(): Promise<void> {
    await this.folders.sweep()
  }
}
