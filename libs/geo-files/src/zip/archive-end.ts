import { zipRefused } from './zip-refused'

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
const ZIP64_LOCATOR_BYTES = 20
const LONGEST_COMMENT = 0xffff

/** Bytes at the end of an archive among which its last record is. */
export const TAIL_BYTES = ZIP64_LOCATOR_BYTES + END_BYTES + LONGEST_COMMENT

/** Where the directory of an archive lies, and how many entries it promises. */
export interface ArchiveEnd {
  readonly entryCount: number
  readonly directoryStart: number
  readonly directoryBytes: number
}

/**
 * Reads the last record of an archive. Archives in several parts, with 64-bit sizes, or with anything between
 * directory and end are refused: two programs may see different entries in them.
 *
 * @param tail the last bytes of the archive, at most `TAIL_BYTES`
 * @throws GeoFileError
 */
export function readArchiveEnd(tail: Buffer, { path, size }: { path: string; size: number }): ArchiveEnd {
  const invalid = (problem: string) => zipRefused({ path, code: 'invalid_zip', problem })
  const at = endRecordIn(tail)
  if (at < 0) throw invalid('it is no zip archive, or cut off')
  if (hasZip64Locator(tail, at)) throw invalid('it has 64-bit sizes (zip64)')
  const end = {
    entryCount: tail.readUInt16LE(at + 10),
    directoryBytes: tail.readUInt32LE(at + 12),
    directoryStart: tail.readUInt32LE(at + 16)
  }
  if (tail.readUInt32LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== end.entryCount)
    throw invalid('it is one part of an archive in several parts')
  if (end.directoryStart + end.directoryBytes !== size - tail.length + at)
    throw invalid('its directory is not where it ought to be')
  return end
}

/** The last record whose comment ends with the file; -1 when there is none. */
function endRecordIn(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue
    return at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length ? at : -1
  }
  return -1
}

function hasZip64Locator(tail: Buffer, end: number): boolean {
  const at = end - ZIP64_LOCATOR_BYTES
  return at >= 0 && tail.readUInt32LE(at) === ZIP64_LOCATOR_SIGNATURE
}
