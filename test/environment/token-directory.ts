import { createServer, type Server, type Socket } from 'node:net'
import { portOf } from './port-of'

const INVALID_CREDENTIALS = 49
const BIND_REQUEST = 0x60
const BIND_RESPONSE = 0x61

/**
 * An LDAP directory that stands for the part of RDS that looks at tokens: a password is right as long as it is a token
 * that is young enough. PostgreSQL asks it for every connection.
 */
export class TokenDirectory {
  /** Tokens that somebody came with, oldest first. */
  readonly tokens: string[] = []
  /** False: no token is right. */
  isOpen = true
  private readonly server: Server

  /** @param lifetimeMs how long a token opens connections */
  constructor(private readonly lifetimeMs: number) {
    this.server = createServer((socket) => {
      socket.on('data', (bytes) => this.answer(socket, bytes))
      socket.on('error', () => socket.destroy())
    })
  }

  /** @returns the port on 127.0.0.1 */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return portOf(this.server)
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** Is this a token of RDS for connecting, and not too old? */
  accepts(token: string): boolean {
    if (!this.isOpen || !URL.canParse(`https://${token}`)) return false
    const { searchParams } = new URL(`https://${token}`)
    if (searchParams.get('Action') !== 'connect' || !searchParams.has('X-Amz-Signature')) return false
    return Date.now() - signedAt(searchParams.get('X-Amz-Date') ?? '') < this.lifetimeMs
  }

  /** A bind comes in one piece: whole messages of a few kilobytes from the same machine. */
  private answer(socket: Socket, bytes: Buffer): void {
    const message = new BerReader(bytes).enter()
    const id = message.bytes()
    if (message.tag !== BIND_REQUEST) return
    const bind = message.enter()
    bind.bytes()
    bind.bytes()
    const token = bind.bytes().toString('utf8')
    this.tokens.push(token)
    const result = [0x0a, 1, this.accepts(token) ? 0 : INVALID_CREDENTIALS, 0x04, 0, 0x04, 0]
    const response = [0x02, id.length, ...id, BIND_RESPONSE, result.length, ...result]
    socket.write(Buffer.from([0x30, response.length, ...response]))
  }
}

/** `20261127T231500Z` in milliseconds; NaN for anything else. */
function signedAt(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** The little of BER that a bind request is made of. */
class BerReader {
  private at = 0

  constructor(private readonly source: Buffer) {}

  get tag(): number {
    return this.source[this.at]
  }

  /** The content of the next element. */
  bytes(): Buffer {
    const first = this.source[this.at + 1]
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f
    const length = lengthBytes === 0 ? first : this.source.readUIntBE(this.at + 2, lengthBytes)
    const start = this.at + 2 + lengthBytes
    this.at = start + length
    return this.source.subarray(start, this.at)
  }

  enter(): BerReader {
    return new BerReader(this.bytes())
  }
}
