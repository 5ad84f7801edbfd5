import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { MalformedShape } from './shape-records'

interface DbaseField {
  readonly name: string
  readonly type: string
  readonly start: number
  readonly length: number
}

const HEADER_BYTES = 32
const FIELD_BYTES = 32
const NAME_BYTES = 11
const FIELDS_END = 0x0d
const DELETED = 0x2a
/** Text, numbers, dates and truth values; memos and binary columns are left out. */
const READ_TYPES = new Set(['C', 'N', 'F', 'D', 'L'])

/** The `.dbf` part of a shapefile. */
export class DbaseTable {
  readonly columns: readonly string[]
  readonly rowCount: number
  private readonly fields: readonly DbaseField[]
  private readonly headerBytes: number
  private readonly rowBytes: number
  private readonly decoder: TextDecoder

  /**
   * @param encoding text of the `.cpg` part; without one, UTF-8 where all rows are, else Windows-1252
   * @throws MalformedShape
   */
  constructor(
    private readonly bytes: Buffer,
    encoding?: string
  ) {
    if (bytes.length < HEADER_BYTES) throw new MalformedShape('its .dbf part is cut off')
    this.rowCount = bytes.readUInt32LE(4)
    this.headerBytes = bytes.readUInt16LE(8)
    this.rowBytes = bytes.readUInt16LE(10)
    const end = this.headerBytes + this.rowCount * this.rowBytes
    if (this.rowBytes === 0 || end > bytes.length) {
      throw new MalformedShape(`its .dbf part is cut off: ${this.rowCount} rows are declared`)
    }
    this.decoder = decoderFor(encoding ?? guessEncoding(bytes.subarray(this.headerBytes, end)))
    this.fields = this.readFields().filter(({ type }) => READ_TYPES.has(type))
    this.columns = this.fields.map(({ name }) => name)
    const repeated = this.columns.find((name, index) => this.columns.indexOf(name) !== index)
    if (repeated !== undefined) throw new MalformedShape(`two columns are called ${JSON.stringify(repeated)}`)
  }

  /** Values in the order of the columns. @throws MalformedShape */
  row(index: number): (string | number | boolean | null)[] {
    const start = this.headerBytes + index * this.rowBytes
    if (this.bytes[start] === DELETED) throw new MalformedShape('it is marked as deleted', index + 1)
    return this.fields.map((field) => this.value(field, start))
  }

  private value({ type, start, length }: DbaseField, rowStart: number): string | number | boolean | null {
    const text = this.decoder.decode(this.bytes.subarray(rowStart + start, rowStart + start + length))
    const used = text.replace(/[\0 ]+$/, '')
    if (type === 'C') return used === '' ? null : used
    if (type === 'D') return dateOf(used)
    return type === 'L' ? truthOf(used) : numberOf(used.trim())
  }

  private readFields(): DbaseField[] {
    const fields: DbaseField[] = []
    let start = 1
    for (let at = HEADER_BYTES; this.bytes[at] !== FIELDS_END; at += FIELD_BYTES) {
      if (at + FIELD_BYTES > this.headerBytes) throw new MalformedShape('its .dbf part has a broken header')
      const length = this.bytes[at + 16]
      fields.push({ name: this.nameAt(at), type: String.fromCharCode(this.bytes[at + 11]), start, length })
      start += length
    }
    if (start > this.rowBytes) throw new MalformedShape('its .dbf part has rows shorter than its columns')
    return fields
  }

  private nameAt(at: number): string {
    const name = this.bytes.subarray(at, at + NAME_BYTES)
    const end = name.indexOf(0)
    return this.decoder.decode(end < 0 ? name : name.subarray(0, end)).trim()
  }
}

function guessEncoding(rows: Buffer): string {
  return isUtf8(rows) ? 'utf-8' : 'windows-1252'
}

/** Names as programs write them: `UTF-8`, `65001`, `1252`, `ANSI 1252`, `ISO 8859-1`, `88591`. */
function decoderFor(declared: string): TextDecoder {
  const name = declared.trim().toLowerCase()
  const number = /(\d+)$/.exec(name)?.[1] ?? ''
  const label = ENCODINGS[number] ?? (/^(ansi |cp|windows-)?125\d$/.test(name) ? `windows-${number}` : name)
  try {
    return new TextDecoder(label.replace(/^iso[ _]?8859/, 'iso-8859'))
  } catch (cause) {
    throw new MalformedShape(
      `its .cpg part names the encoding ${JSON.stringify(declared.trim().slice(0, 40))}, which is unknown`,
      undefined,
      { cause }
    )
  }
}

const ENCODINGS: Readonly<Record<string, string>> = {
  '65001': 'utf-8',
  '88591': 'iso-8859-1',
  '28591': 'iso-8859-1',
  '885915': 'iso-8859-15'
}

function dateOf(text: string): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  return parts === null || text === '00000000' ? null : parts.slice(1).join('-')
}

function truthOf(text: string): boolean | null {
  if (/^[yt]$/i.test(text)) return true
  return /^[nf]$/i.test(text) ? false : null
}

/** Integers beyond 2^53 stay text, so that no digit of a key is lost. Asterisks mean a number too long for its column. */
function numberOf(text: string): number | string | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null
  const isLongInteger = /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text))
  return isLongInteger ? text : Number(text)
}
