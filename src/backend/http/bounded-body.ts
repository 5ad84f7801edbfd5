import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { BackendBadResponse, ResponseTooLarge } from '../backend.failures'

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
  const chunks: Buffer[] = []
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    if (Number(headers['content-length']) > maxBytes) throw new ResponseTooLarge(maxBytes)
    let bytes = 0
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new ResponseTooLarge(maxBytes)
      chunks.push(chunk)
    }
  }
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity') await pipeline(body, collect)
  else if (encoding === 'gzip') await pipeline(body, createGunzip(), collect).catch(explainGzip)
  else await pipeline(body, () => Promise.reject(new BackendBadResponse(`unexpected encoding "${encoding}"`)))
  return Buffer.concat(chunks)
}

function explainGzip(error: unknown): never {
  const isBroken = error instanceof Error && ZLIB_FAULTS.has((error as NodeJS.ErrnoException).code ?? '')
  throw isBroken ? new BackendBadResponse('the gzip data is broken or cut off', { cause: error }) : error
}
