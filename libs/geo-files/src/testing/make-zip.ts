import { crc32, deflateRawSync } from 'node:zlib'

const DEFLATED = 8

export interface TestEntry {
  readonly name: string
  readonly content: string | Buffer
  /** What the headers say, where it is not the truth. */
  readonly declaredBytes?: number
  readonly checksum?: number
  readonly isEncrypted?: boolean
  /** Unix type and rights; default a regular file. */
  readonly mode?: number
  /** Default 8, deflated; 0 is stored. */
  readonly method?: number
  /** Extra field of both headers. */
  readonly extra?: Buffer
  /** What the header before the data calls it, where that differs. */
  readonly localName?: string
  /** Where its header and data are, in the bytes of another entry. */
  readonly at?: number
}

export interface TestArchive {
  readonly disk?: number
  readonly declaredEntries?: number
  readonly before?: Buffer
  readonly comment?: string
  /** Between directory and last record. */
  readonly beforeEnd?: Buffer
}

/** Extra field of an entry that has 64-bit sizes. */
export const ZIP64_FIELD = Buffer.from('\x01\x00\x10\x00'.padEnd(20, '\0'), 'latin1')

/** The record that says where the 64-bit directory ends. */
export const ZIP64_LOCATOR = Buffer.from('PK\x06\x07'.padEnd(20, '\0'), 'latin1')

/** A zip archive with deflated entries. */
export function makeZip(entries: readonly TestEntry[], archive: TestArchive = {}): Buffer {
  const locals: Buffer[] = [archive.before ?? Buffer.alloc(0)]
  const directory: Buffer[] = []
  let at = locals[0].length
  for (const entry of entries) {
    const { local, central } = headersOf(entry, entry.at ?? at)
    directory.push(central)
    if (entry.at !== undefined) continue
    locals.push(local)
    at += local.length
  }
  return Buffer.concat([...locals, ...directory, endOf(archive, { at, directory })])
}

function endOf(
  { disk = 0, declaredEntries, comment = '', beforeEnd = Buffer.alloc(0) }: TestArchive,
  { at, directory }: { at: number; directory: readonly Buffer[] }
): Buffer {
  const count = (declaredEntries ?? directory.length) & 0xffff
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(disk, 4)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, beforeEnd.length),
    12
  )
  end.writeUInt32LE(at, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([beforeEnd, end, Buffer.from(comment, 'latin1')])
}

/** Header and data of an entry, as they are in an archive. */
export function entryBytes(entry: TestEntry): Buffer {
  return headersOf(entry, 0).local
}

function headersOf(entry: TestEntry, offset: number): { local: Buffer; central: Buffer } {
  const { mode = 0o100644, extra = Buffer.alloc(0) } = entry
  const content = Buffer.from(entry.content)
  const packed = (entry.method ?? DEFLATED) === DEFLATED ? deflateRawSync(content) : content
  const name = Buffer.from(entry.name, 'utf8')
  const localName = Buffer.from(entry.localName ?? entry.name, 'utf8')
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE((mode << 16) >>> 0, 6)
  tail.writeUInt32LE(offset, 10)
  const fieldsOf = (text: Buffer): Buffer =>
    fields(entry, { content, packed: packed.length, name: text.length, extra: extra.length })
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), fieldsOf(localName), localName, extra, packed]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fieldsOf(name), tail, name, extra])
  }
}

interface Sizes {
  readonly content: Buffer
  readonly packed: number
  readonly name: number
  readonly extra: number
}

/** What both headers of an entry tell. */
function fields({ isEncrypted, method, checksum, declaredBytes }: TestEntry, sizes: Sizes): Buffer {
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0)
  header.writeUInt16LE(0x800 | (isEncrypted ? 1 : 0), 2)
  header.writeUInt16LE(method ?? DEFLATED, 4)
  header.writeUInt32LE(checksum ?? crc32(sizes.content), 10)
  header.writeUInt32LE(sizes.packed, 14)
  header.writeUInt32LE(declaredBytes ?? sizes.content.length, 18)
  header.writeUInt16LE(sizes.name, 22)
  header.writeUInt16LE(sizes.extra, 24)
  return header
}
