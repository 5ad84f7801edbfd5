import { createHash } from 'node:crypto'
import { addAbortSignal, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3'
import type { BoundaryFile } from '../boundary-files'
import { S3DownloadFailed, UploadFileMissing, UploadMismatch, UploadTooLarge } from '../upload.failures'
import { type ObjectLabel, objectLabel } from '../object-label'
import { objectPlace } from '../object-place'
import { toUploadFailure } from './s3-failure'

export interface S3DownloadOptions {
  readonly bucket: string
  readonly maxBytes: number
  readonly timeoutMs: number
  /** How long a missing file is waited for before it is asked for once more. */
  readonly missingDelayMs: number
}

export interface DownloadedFile extends ObjectLabel {
  readonly bytes: Buffer
}

/** One file out of S3, in memory: bounded in bytes and time, and held against what its sender said. */
export class S3Download {
  constructor(
    private readonly client: Pick<S3Client, 'send'>,
    private readonly options: S3DownloadOptions
  ) {}

  /** @throws Failure, or the signal's reason */
  async fetch(file: BoundaryFile, signal: AbortSignal): Promise<DownloadedFile> {
    const { timeoutMs, missingDelayMs } = this.options
    const deadline = AbortSignal.timeout(timeoutMs)
    const stop = AbortSignal.any([signal, deadline])
    try {
      return await this.get(file, stop).catch(async (error: unknown) => {
        if (!(error instanceof UploadFileMissing)) throw error
        await delay(missingDelayMs, undefined, { signal: stop })
        return this.get(file, stop)
      })
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.aborted) throw new S3DownloadFailed(`not within ${timeoutMs} ms`, { cause: error })
      throw error
    }
  }

  private async get(file: BoundaryFile, stop: AbortSignal): Promise<DownloadedFile> {
    const place = objectPlace(file, this.options.bucket)
    const command = new GetObjectCommand({ ...place, ChecksumMode: 'ENABLED' })
    const answer = await this.client.send(command, { abortSignal: stop }).catch((error: unknown) => {
      throw toUploadFailure(error)
    })
    const bytes = await this.bytesOf(answer, file, stop)
    assertChecksum(bytes, file)
    return { bytes, ...objectLabel(answer) }
  }

  private async bytesOf(
    { Body, ContentLength }: GetObjectCommandOutput,
    file: BoundaryFile,
    stop: AbortSignal
  ): Promise<Buffer> {
    if (!(Body instanceof Readable)) throw new S3DownloadFailed('an answer without a body')
    const body = addAbortSignal(stop, Body)
    try {
      this.assertSize(ContentLength, file)
      const bytes = await this.collect(body)
      if (ContentLength !== undefined && bytes.length !== ContentLength)
        throw new S3DownloadFailed(`${bytes.length} of ${ContentLength} bytes`)
      this.assertSize(bytes.length, file)
      return bytes
    } finally {
      body.destroy()
    }
  }

  private assertSize(bytes: number | undefined, { sizeBytes }: BoundaryFile): void {
    const { maxBytes } = this.options
    if (bytes === undefined) return
    if (bytes > maxBytes) throw new UploadTooLarge(maxBytes)
    if (sizeBytes !== undefined && sizeBytes !== bytes)
      throw new UploadMismatch(`it has ${bytes} bytes, not ${sizeBytes}`)
  }

  private async collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
    const { maxBytes } = this.options
    const chunks: Buffer[] = []
    let bytes = 0
    try {
      for await (const chunk of body) {
        bytes += chunk.length
        if (bytes > maxBytes) throw new UploadTooLarge(maxBytes)
        chunks.push(chunk)
      }
    } catch (error) {
      throw error instanceof UploadTooLarge ? error : toUploadFailure(error)
    }
    return Buffer.concat(chunks, bytes)
  }
}

function assertChecksum(bytes: Buffer, { checksumSha256 }: BoundaryFile): void {
  if (checksumSha256 === undefined) return
  const digest = createHash('sha256').update(bytes).digest('base64')
  if (digest !== checksumSha256) throw new UploadMismatch('its SHA-256 checksum is another one')
}
