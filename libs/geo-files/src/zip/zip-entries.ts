import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { ZipLimits } from '../geo-file'
import { GeoFileError } from '../geo-file-error'

/** Entries that a geo file can consist of; only these are counted and unpacked. */
const OF_INTEREST = /\.(shp|shx|dbf|prj|cpg|geojson|json)$/i
const NESTED = /\.(zip|7z|rar|gz|tgz|tar|bz2|xz)$/i
const FINDER_FILES = /(^|\/)(__MACOSX\/|\._)/
const MOST_ENTRIES_LISTED = 10_000
const SMALLEST_BOMB_BYTES = 1024 * 1024
const FILE_TYPE_MASK = 0o170000
const SYMBOLIC_LINK = 0o120000

/** Limits of the backend for uploads. */
const UPLOAD_LIMITS: ZipLimits = {
  maxEntries: 10,
  maxEntryBytes: 20 * 1024 * 1024,
  maxTotalBytes: 20 * 1024 * 1024,
  maxRatio: 100
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
    path: string,
    limits: Partial<ZipLimits>,
    use: (entries: ZipEntries) => Promise<T>
  ): Promise<T> {
    const effective = { ...UPLOAD_LIMITS, ...limits }
    let zip: ZipFile | undefined
    try {
      zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true })
      const entries = await listEntries(zip, path, effective)
      return await use(new ZipEntries(path, zip, effective, entries))
    } catch (cause) {
      throw cause instanceof GeoFileError
        ? cause
        : refused(path, `it is no sound zip archive (${reason(cause)})`, cause)
    } finally {
      zip?.close()
    }
  }

  /** Names of the entries of interest, sorted without regard to case. */
  names(): string[] {
    const order = (name: string): string => name.toLowerCase()
    return [...this.entries.keys()].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
  }

  /** @throws GeoFileError at the first byte too many */
  async read(name: string): Promise<Buffer> {
    const entry = this.entries.get(name)
    if (entry === undefined) throw new Error(`No entry ${name}`)
    const stream = await this.zip.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    let bytes = 0
    let checksum = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      this.unpackedBytes += chunk.length
      this.assertWithinLimits(entry, bytes)
      checksum = crc32(chunk, checksum)
      chunks.push(chunk)
    }
    if (checksum !== entry.crc32) throw refused(this.path, `${shown(name)} is damaged: its checksum is wrong`)
    return Buffer.concat(chunks, bytes)
  }

  private assertWithinLimits({ fileName, compressedSize }: Entry, bytes: number): void {
    const { maxEntryBytes, maxTotalBytes, maxRatio } = this.limits
    const isBomb = bytes > SMALLEST_BOMB_BYTES && bytes > compressedSize * maxRatio
    if (isBomb) throw refused(this.path, `${shown(fileName)} unpacks to more than ${maxRatio} times its size`)
    if (bytes > maxEntryBytes)
      throw refused(this.path, `${shown(fileName)} unpacks to more than ${maxEntryBytes} bytes`)
    if (this.unpackedBytes > maxTotalBytes)
      throw refused(this.path, `it unpacks to more than ${maxTotalBytes} bytes`)
  }
}

async function listEntries(
  zip: ZipFile,
  path: string,
  { maxEntries }: ZipLimits
): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES_LISTED) throw tooMany(path, MOST_ENTRIES_LISTED)
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    refuseUnsafe(entry, path)
    if (FINDER_FILES.test(name) || !OF_INTEREST.test(name)) continue
    if (entries.has(name)) throw refused(path, `it has two entries ${shown(name)}`)
    entries.set(name, entry)
    if (entries.size > maxEntries) throw tooMany(path, maxEntries)
  }
  return entries
}

/** Nothing is written under these names, but an archive that has them was not made by an honest program. */
function refuseUnsafe(entry: Entry, path: string): void {
  const { fileName, externalFileAttributes } = entry
  const isUnsafe = /[\0\\]|^\/|^[A-Za-z]:/.test(fileName) || fileName.split('/').some((part) => part === '..')
  if (isUnsafe) throw refused(path, `it has an entry with the unsafe name ${shown(fileName)}`)
  if (((externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK)
    throw refused(path, `${shown(fileName)} is a symbolic link`)
  if (NESTED.test(fileName) && !FINDER_FILES.test(fileName))
    throw refused(path, `${shown(fileName)} is an archive inside the archive`)
  if (entry.isEncrypted()) throw refused(path, `${shown(fileName)} is encrypted`)
}

function tooMany(path: string, most: number): GeoFileError {
  return refused(path, `it has more than ${most} entries`)
}

function refused(path: string, problem: string, cause?: unknown): GeoFileError {
  return new GeoFileError({
    path,
    problem,
    fix: 'Zip the .shp, .shx, .dbf and .prj of one shapefile, or one GeoJSON file, without anything else.',
    cause
  })
}

function reason(cause: unknown): string {
  return (cause instanceof Error ? cause.message : 'unknown fault').slice(0, 120)
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80))
}
