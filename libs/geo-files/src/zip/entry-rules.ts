import type { Entry, LocalFileHeader } from 'yauzl'
import { shown, zipRefused } from './zip-refused'
import type { ZipProblemCode } from '../geo-file-error'

const NESTED = /\.(zip|7z|rar|gz|tgz|tar|bz2|xz|kmz)$/i
const FINDER_FILES = /(^|\/)(__MACOSX\/|\._)/
const FILE_TYPE_MASK = 0o170000
/** Nothing said, a regular file, a folder. Links, devices, pipes and sockets are the others. */
const HARMLESS_TYPES = new Set([0, 0o100000, 0o040000])
const ZIP64_FIELD = 0x0001
const SIZE_IN_ZIP64_FIELD = 0xffffffff
const STORED = 0
const DEFLATED = 8
const SIZES_FOLLOW_THE_DATA = 0x8
const CENTRAL_HEADER_BYTES = 46

/** An entry of an archive with its name as text. */
export interface NamedEntry {
  readonly name: string
  readonly entry: Entry
}

/** What the Finder of macOS adds to an archive, and nobody reads. */
export function isFinderFile(name: string): boolean {
  return FINDER_FILES.test(name)
}

export function isFolder(name: string): boolean {
  return name.endsWith('/')
}

/**
 * Nothing is written under the names of entries, but an archive that has unsafe ones was not made by an honest program.
 *
 * @throws GeoFileError
 */
export function refuseUnsafe({ name, entry }: NamedEntry, path: string): void {
  const fault = isUnsafeName(name) ? UNSAFE_NAME : faultOf(name, entry)
  if (fault === undefined) return
  throw zipRefused({ path, code: fault.code, problem: `its entry ${shown(name)} ${fault.problem}` })
}

interface EntryFault {
  readonly code: ZipProblemCode
  readonly problem: string
}

const UNSAFE_NAME: EntryFault = { code: 'zip_unsafe_path', problem: 'has an unsafe name' }

function faultOf(name: string, entry: Entry): EntryFault | undefined {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK
  if (!HARMLESS_TYPES.has(type)) return { code: 'zip_unsafe_path', problem: 'is a symbolic link or a device' }
  if (NESTED.test(name) && !isFinderFile(name))
    return { code: 'zip_nested_zip', problem: 'is an archive inside the archive' }
  return entry.isEncrypted() ? { code: 'invalid_zip', problem: 'is encrypted' } : packingFaultOf(entry)
}

function packingFaultOf(entry: Entry): EntryFault | undefined {
  if (hasZip64Sizes(entry)) return { code: 'invalid_zip', problem: 'has 64-bit sizes (zip64)' }
  const { compressionMethod: method } = entry
  if (method === STORED || method === DEFLATED) return undefined
  return { code: 'invalid_zip', problem: `is packed by method ${method}, which is not read` }
}

function isUnsafeName(name: string): boolean {
  return name === '' || /[\p{Cc}\\]|^\/|^[A-Za-z]:/u.test(name) || name.split('/').includes('..')
}

function hasZip64Sizes({ extraFields, compressedSize, uncompressedSize }: Entry): boolean {
  const isBeyond = compressedSize >= SIZE_IN_ZIP64_FIELD || uncompressedSize >= SIZE_IN_ZIP64_FIELD
  return isBeyond || extraFields.some(({ id }) => id === ZIP64_FIELD)
}

/** Bytes that an entry takes up in the directory. */
export function directoryBytesOf({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): number {
  return CENTRAL_HEADER_BYTES + fileNameLength + extraFieldLength + fileCommentLength
}

/** Whether the header before the data of an entry tells what the directory tells. */
export function agrees(entry: Entry, local: LocalFileHeader): boolean {
  const sameFile =
    local.fileName.equals(entry.fileNameRaw) &&
    local.compressionMethod === entry.compressionMethod &&
    local.generalPurposeBitFlag === entry.generalPurposeBitFlag
  if (!sameFile || (entry.generalPurposeBitFlag & SIZES_FOLLOW_THE_DATA) !== 0) return sameFile
  return (
    local.crc32 === entry.crc32 &&
    local.compressedSize === entry.compressedSize &&
    local.uncompressedSize === entry.uncompressedSize
  )
}

/** The bytes of one entry in the archive: header and data. */
export interface EntrySpan {
  readonly name: string
  readonly start: number
  readonly end: number
}

/**
 * Entries that share bytes unpack the same data again and again; bytes before the first one make the archive a file
 * of a second kind.
 *
 * @throws GeoFileError
 */
export function refuseOverlaps(
  spans: readonly EntrySpan[],
  { path, directoryStart }: { path: string; directoryStart: number }
): void {
  const ordered = [...spans].sort((a, b) => a.start - b.start)
  let end = 0
  for (const [index, span] of ordered.entries()) {
    if (index === 0 && span.start !== 0)
      throw zipRefused({ path, code: 'invalid_zip', problem: 'it does not begin with its first entry' })
    if (span.start < end || span.end > directoryStart)
      throw zipRefused({ path, code: 'invalid_zip', problem: `${shown(span.name)} overlaps another entry` })
    end = span.end
  }
}
