import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import type { ZipLimits } from '../geo-file'
import { GeoFileError, type ZipProblemCode } from '../geo-file-error'
import { readArchiveEnd, TAIL_BYTES, type ArchiveEnd } from './archive-end'
import {
  agrees,
  directoryBytesOf,
  isFinderFile,
  isFolder,
  refuseOverlaps,
  refuseUnsafe,
  type EntrySpan,
  type NamedEntry
} from './entry-rules'
import { shown, zipRefused } from './zip-refused'

const MOST_ENTRIES_LISTED = 10_000
const SMALLEST_BOMB_BYTES = 1024 * 1024

/** Limits of the backend for uploads. */
const UPLOAD_ZIP_LIMITS: ZipLimits = {
  maxEntries: 10,
  maxEntryBytes: 20 * 1024 * 1024,
  maxTotalBytes: 20 * 1024 * 1024,
  maxRatio: 100
}

/** An archive on disk or in memory; `path` names it in messages. */
export interface ZipSource {
  readonly path: string
  readonly content?: Buffer
}

/**
 * Entries of a zip archive, unpacked into memory: nothing is ever written under a name of the archive. Sizes are those
 * of the real bytes, whatever the headers promise.
 */
export class ZipEntries {
  private unpackedBytes = 0

  private constructor(
    private readonly path: string,
    private readonly zip: ZipFile,
    private readonly limits: ZipLimits,
    private readonly entries: ReadonlyMap<string, Entry>
  ) {}

  /** Lends the entries and closes the archive. @throws GeoFileError */
  static async with<T>(
    source: ZipSource,
    limits: Partial<ZipLimits>,
    use: (entries: ZipEntries) => Promise<T>
  ): Promise<T> {
    const { path } = source
    const effective = { ...UPLOAD_ZIP_LIMITS, ...limits }
    let zip: ZipFile | undefined
    try {
      const end = await endOf(source)
      if (end.entryCount > MOST_ENTRIES_LISTED) throw tooMany(path, MOST_ENTRIES_LISTED)
      zip = await openArchive(source)
      const entries = await listEntries(zip, end, path)
      if (entries.size > effective.maxEntries) throw tooMany(path, effective.maxEntries)
      return await use(new ZipEntries(path, zip, effective, entries))
    } catch (cause) {
      if (cause instanceof GeoFileError) throw cause
      throw zipRefused({
        path,
        code: 'invalid_zip',
        problem: `it is no sound zip archive (${reason(cause)})`,
        cause
      })
    } finally {
      zip?.close()
    }
  }

  /** Names of the files, in the order of the directory; folders and what the Finder adds are left out. */
  names(): string[] {
    return [...this.entries.keys()]
  }

  /** @throws GeoFileError at the first byte too many */
  async read(name: string, signal?: AbortSignal): Promise<Buffer> {
    const entry = this.entries.get(name)
    if (entry === undefined) throw new Error(`No entry ${name}`)
    const stream = await this.zip.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    let bytes = 0
    let checksum = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal?.throwIfAborted()
      bytes += chunk.length
      this.unpackedBytes += chunk.length
      this.assertWithinLimits(name, entry, bytes)
      checksum = crc32(chunk, checksum)
      chunks.push(chunk)
    }
    if (bytes !== entry.uncompressedSize)
      throw this.refused('invalid_zip', `${shown(name)} has another size than the directory says`)
    if (checksum !== entry.crc32)
      throw this.refused('invalid_zip', `${shown(name)} is damaged: its checksum is wrong`)
    return Buffer.concat(chunks, bytes)
  }

  private assertWithinLimits(name: string, { compressedSize }: Entry, bytes: number): void {
    const { maxEntryBytes, maxTotalBytes, maxRatio } = this.limits
    if (bytes > SMALLEST_BOMB_BYTES && bytes > compressedSize * maxRatio)
      throw this.refused(
        'zip_entry_too_large',
        `${shown(name)} unpacks to more than ${maxRatio} times its size`
      )
    if (bytes > maxEntryBytes)
      throw this.refused('zip_entry_too_large', `${shown(name)} unpacks to more than ${maxEntryBytes} bytes`)
    if (this.unpackedBytes > maxTotalBytes)
      throw this.refused('zip_total_too_large', `it unpacks to more than ${maxTotalBytes} bytes`)
  }

  private refused(code: ZipProblemCode, problem: string): GeoFileError {
    return zipRefused({ path: this.path, code, problem })
  }
}

/** Names are read by us, and sizes are counted by us: yauzl would judge both in words of its own. */
function openArchive({ path, content }: ZipSource): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false }
  return content === undefined ? openPromise(path, options) : fromBufferPromise(content, options)
}

async function endOf({ path, content }: ZipSource): Promise<ArchiveEnd> {
  if (content !== undefined) {
    return readArchiveEnd(content.subarray(-TAIL_BYTES), { path, size: content.length })
  }
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES))
    await file.read(tail, 0, tail.length, size - tail.length)
    return readArchiveEnd(tail, { path, size })
  } finally {
    await file.close()
  }
}

async function listEntries(zip: ZipFile, end: ArchiveEnd, path: string): Promise<Map<string, Entry>> {
  const files = new Map<string, Entry>()
  const spans: EntrySpan[] = []
  let directoryBytes = 0
  for await (const entry of zip.eachEntry()) {
    const named = { name: nameOf(entry), entry }
    refuseUnsafe(named, path)
    spans.push(await spanOf(zip, named, path))
    directoryBytes += directoryBytesOf(entry)
    if (isFinderFile(named.name) || isFolder(named.name)) continue
    if (files.has(named.name))
      throw zipRefused({ path, code: 'invalid_zip', problem: `it has two entries ${shown(named.name)}` })
    files.set(named.name, entry)
  }
  if (directoryBytes !== end.directoryBytes)
    throw zipRefused({ path, code: 'invalid_zip', problem: 'its directory has entries that are not counted' })
  refuseOverlaps(spans, { path, directoryStart: end.directoryStart })
  return files
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)
}

async function spanOf(zip: ZipFile, { name, entry }: NamedEntry, path: string): Promise<EntrySpan> {
  const local = await zip.readLocalFileHeaderPromise(entry)
  if (!agrees(entry, local))
    throw zipRefused({
      path,
      code: 'invalid_zip',
      problem: `the header of ${shown(name)} tells something else than the directory`
    })
  const { relativeOffsetOfLocalHeader: start, compressedSize } = entry
  return { name, start, end: local.fileDataStart + compressedSize }
}

function tooMany(path: string, most: number): GeoFileError {
  return zipRefused({ path, code: 'zip_too_many_files', problem: `it has more than ${most} entries` })
}

function reason(cause: unknown): string {
  return (cause instanceof Error ? cause.message : 'unknown fault').slice(0, 120)
}
