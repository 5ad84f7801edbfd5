import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import type { GeoFileSource } from './geo-file'
import { GeoFileError } from './geo-file-error'

export const DEFAULT_MAX_BYTES = 512 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

/** The bytes of a file, unpacked, and never more than allowed. */
export async function* readChunks({
  path,
  isGzip,
  content,
  maxBytes = DEFAULT_MAX_BYTES
}: GeoFileSource): AsyncGenerator<Buffer> {
  if (content !== undefined) {
    yield* slicesOf(content)
    return
  }
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  file.on('error', (error) => gunzip.destroy(error))
  let total = 0
  try {
    for await (const chunk of (isGzip ? file.pipe(gunzip) : file) as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > maxBytes) throw tooLarge(path, maxBytes)
      yield chunk
    }
  } catch (cause) {
    throw cause instanceof GeoFileError ? cause : unreadable(path, isGzip, cause)
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

function* slicesOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += CHUNK_BYTES) yield content.subarray(at, at + CHUNK_BYTES)
}

/** The text of a file in UTF-8, piece by piece. */
export async function* readText(source: GeoFileSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch (cause) {
      throw notUtf8(source.path, cause)
    }
  }
  for await (const chunk of readChunks(source)) yield decode(chunk)
  yield decode()
}

export function tooLarge(path: string, maxBytes: number): GeoFileError {
  return new GeoFileError({
    code: 'file_size_too_large',
    path,
    problem: `it has more than ${maxBytes} bytes after unpacking`,
    fix: 'Split the file, convert it to a GeoPackage, or raise the limit.'
  })
}

export function notUtf8(path: string, cause?: unknown): GeoFileError {
  return new GeoFileError({
    path,
    problem: 'it is not UTF-8 text',
    fix: 'Save it with the encoding UTF-8.',
    cause
  })
}

export function assertFeatureLimit(feature: number, { path, maxFeatures = Infinity }: GeoFileSource): void {
  if (feature <= maxFeatures) return
  throw new GeoFileError({
    code: 'ambiguous_boundary',
    path,
    problem: `it has more than ${maxFeatures} features`,
    fix: 'Split the file or raise the limit.'
  })
}

function unreadable(path: string, isGzip: boolean, cause: unknown): GeoFileError {
  return new GeoFileError({
    path,
    problem: isGzip ? 'it cannot be unpacked: damaged or cut off' : 'it cannot be read',
    fix: 'Copy the file again.',
    cause
  })
}
