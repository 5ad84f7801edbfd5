import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { BackendBadResponse, ResponseTooLarge } from '../backend.failures'
import { errorCode } from './error-code'

const ZLIB_FAULTS: ReadonlySet<string> = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_STREAM_ERROR'])

interface BodyHeaders {
  readonly 'content-encoding'?: string | string[]
  readonly 'content-length'?: string | string[]
}

/**
 * Reads a response body, decompressed when it is gzip. Bytes are counted while they arrive, after decompression.
 * @throws ResponseTooLarge, BackendBadResponse for broken gzip or another compression, and whatever the stream
 *   fails with
 */
export async function readBounded(body: Readable, headers: BodyHeaders, maxBytes: number): Promise<Buffer> {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase()
  const collected = new CollectedBytes(maxBytes, Number(headers['content-length'] ?? 0))
  const collect = (source: AsyncIterable<Buffer>): Promise<void> => collected.add(source)
  try {
    if (encoding === 'identity') await pipeline(body, collect)
    else if (encoding === 'gzip') await pipeline(body, createGunzip(), collect)
    else
      await pipeline(body, () => Promise.reject(new BackendBadResponse(`unexpected encoding "${encoding}"`)))
  } catch (error) {
    throw collected.isTooLarge ? new ResponseTooLarge(maxBytes) : explainGzip(error)
  }
  return collected.toBuffer()
}

/** Remembers itself that there were too many: the pipeline may report the closed stream instead. */
class CollectedBytes {
  private readonly chunks: Buffer[] = []
  private bytes = 0
  isTooLarge: boolean

  constructor(
    private readonly maxBytes: number,
    announcedBytes: number
  ) {
    this.isTooLarge = announcedBytes > maxBytes
  }

  async add(source: AsyncIterable<Buffer>): Promise<void> {
    if (this.isTooLarge) throw new Error('too many bytes are announced')
    for await (const chunk of source) {
      this.bytes += chunk.length
      this.isTooLarge = this.bytes > this.maxBytes
      if (this.isTooLarge) throw new Error('too many bytes have arrived')
      this.chunks.push(chunk)
    }
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.chunks, this.bytes)
  }
}

function explainGzip(error: unknown): unknown {
  if (!ZLIB_FAULTS.has(errorCode(error) ?? '')) return error
  return new BackendBadResponse('the gzip data is broken or cut off', { cause: error })
}
