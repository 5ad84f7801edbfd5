import { crc32, deflateRawSync } from 'node:zlib'

export interface TestEntry {
  readonly name: string
  readonly content: string | Buffer
  /** What the headers say, where it is not the truth. */
  readonly declaredBytes?: number
  readonly checksum?: number
  readonly isEncrypted?: boolean
  readonly isLink?: boolean
}

/** A zip archive with deflated entries. */
export function makeZip(entries: readonly TestEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const { local, central } = headersOf(entry, at)
    locals.push(local)
    directory.push(central)
    at += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, ...directory, end])
}

function headersOf(entry: TestEntry, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content)
  const packed = deflateRawSync(content)
  const name = Buffer.from(entry.name, 'utf8')
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x800 | (entry.isEncrypted ? 1 : 0), 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(entry.checksum ?? crc32(content), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(entry.declaredBytes ?? content.length, 18)
  fields.writeUInt16LE(name.length, 22)
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(((entry.isLink ? 0o120777 : 0o100644) << 16) >>> 0, 6)
  tail.writeUInt32LE(offset, 10)
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]),
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fields, tail, name])
  }
}
