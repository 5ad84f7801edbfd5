import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import { BackendBadResponse, ResponseTooLarge } from '../backend.failures'
import { errorCode } from './error-code'

const gunzip = promisify(gunzipWithCallback)
const ZLIB_FAULTS: ReadonlySet<string> = new Set(['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_STREAM_ERROR'])
const TOO_LONG = 'ERR_BUFFER_TOO_LARGE'

interface BodyHeaders {
  readonly 'content-encoding'?: string | string[]
  readonly 'content-length'?: string | string[]
}

/**
 * Reads a response body, decompressed when it is gzip. The limit holds for the bytes that arrive and for what they
 * become: neither is ever gathered beyond it.
 * @throws ResponseTooLarge, BackendBadResponse for broken gzip or another compression, and whatever the stream
 *   fails with
 */
export async function readBounded(body: Readable, headers: BodyHeaders, maxBytes: number): Promise<Buffer> {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase()
  const refusal = refusalOf(encoding, headers, maxBytes)
  if (refusal !== undefined) {
    // It says that it was destroyed, and would end the process if nobody listened.
    body.once('error', () => undefined).destroy()
    throw refusal
  }
  const bytes = await gather(body, maxBytes)
  return encoding === 'gzip' ? decompressed(bytes, maxBytes) : bytes
}

/** What is wrong with a body before its first byte. */
function refusalOf(encoding: string, headers: BodyHeaders, maxBytes: number): Error | undefined {
  if (encoding !== 'identity' && encoding !== 'gzip')
    return new BackendBadResponse(`unexpected encoding "${encoding}"`)
  return Number(headers['content-length'] ?? 0) > maxBytes ? new ResponseTooLarge(maxBytes) : undefined
}

/** A stream that is left before its end is destroyed, and its connection with it. */
async function gather(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let byteCount = 0
  for await (const chunk of body) {
    byteCount += chunk.length
    if (byteCount > maxBytes) throw new ResponseTooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, byteCount)
}

async function decompressed(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await gunzip(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === TOO_LONG) throw new ResponseTooLarge(maxBytes)
    if (!ZLIB_FAULTS.has(code)) throw error
    throw new BackendBadResponse('the gzip data is broken or cut off', { cause: error })
  }
}
