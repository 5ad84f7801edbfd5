/** A message of a PostgreSQL client; `type` is empty for those of the start, which have none. */
export interface FrontendMessage {
  readonly type: string
  readonly bytes: Buffer
}

const LENGTH_BYTES = 4
const CODE_END = 8
const START_UP = 196_608
const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104
const CANCEL_REQUEST = 80_877_102
const LARGEST_BYTES = 1 << 30

/** Kinds of message that come before the first typed one. */
export type StartKind = 'start-up' | 'encryption' | 'cancel'

/** What a message of the start asks for. @throws Error for another protocol version */
export function startKind({ bytes }: FrontendMessage): StartKind {
  const code = bytes.readInt32BE(LENGTH_BYTES)
  if (code === START_UP) return 'start-up'
  if (code === SSL_REQUEST || code === GSS_REQUEST) return 'encryption'
  if (code === CANCEL_REQUEST) return 'cancel'
  throw new Error(`Protocol ${code} is not spoken here`)
}

/** Cuts the byte stream of a client into messages. */
export class FrontendReader {
  private rest = Buffer.alloc(0)

  add(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
  }

  /** The next whole message; undefined until more bytes come. */
  next(isStarted: boolean): FrontendMessage | undefined {
    const typeBytes = isStarted ? 1 : 0
    if (this.rest.length < Math.max(typeBytes + LENGTH_BYTES, isStarted ? 0 : CODE_END)) return undefined
    const length = this.rest.readInt32BE(typeBytes) + typeBytes
    if (length < typeBytes + LENGTH_BYTES || length > LARGEST_BYTES)
      throw new Error('Not a PostgreSQL client')
    if (this.rest.length < length) return undefined
    const bytes = this.rest.subarray(0, length)
    this.rest = this.rest.subarray(length)
    return { type: isStarted ? String.fromCharCode(bytes[0]) : '', bytes }
  }
}
