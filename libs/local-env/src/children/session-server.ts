import { createServer, type Server, type Socket } from 'node:net'
import { withoutReady } from './backend-messages'
import { FrontendReader, startKind, type FrontendMessage } from './frontend-messages'
import { Turnstile } from './turnstile'

/** The one session of an embedded database, as PGlite offers it. */
export interface Session {
  execProtocolRawStream(
    message: Uint8Array,
    options: { onRawData: (data: Uint8Array) => unknown }
  ): Promise<void>
  isInTransaction(): boolean
  exec(sql: string): Promise<unknown>
}

const SYNC: Uint8Array = Buffer.from([0x53, 0, 0, 0, 4])
/** After these the server is ready for the next query. */
const ENDS_OF_TURN = new Set(['', 'Q', 'S', 'F'])
const TERMINATE = 'X'

/**
 * Serves one session to many clients on the loopback address. A client holds the session from the first message of
 * a query until the server is ready again, or its transaction is over: messages of two clients never mix, so that
 * nobody gets the rows of another.
 */
export class SessionServer {
  private readonly turnstile = new Turnstile()
  private readonly sockets = new Set<Socket>()
  private readonly server: Server

  constructor(private readonly session: Session) {
    this.server = createServer((socket) => this.serve(socket))
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', resolve)
    })
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket)
    socket.setNoDelay(true)
    // A client that goes away is noticed by `close`.
    socket.on('error', () => socket.destroy())
    const client = new Client(socket, this.session, this.turnstile)
    socket.on('data', (chunk) => client.receive(chunk))
    socket.once('close', () => {
      this.sockets.delete(socket)
      client.leave()
    })
  }
}

class Client {
  private readonly reader = new FrontendReader()
  private isStarted = false
  private isSkipping = false
  /** Messages are worked on one after the other; a failure ends the connection. */
  private work: Promise<void> = Promise.resolve()

  constructor(
    private readonly socket: Socket,
    private readonly session: Session,
    private readonly turnstile: Turnstile
  ) {}

  receive(chunk: Buffer): void {
    this.work = this.work
      .then(() => this.handle(chunk))
      .catch((error: unknown) => void this.socket.destroy(error instanceof Error ? error : undefined))
  }

  /** What the client has left open is undone before the next one enters. */
  leave(): void {
    this.work = this.work.then(() => this.tidyUp()).finally(() => this.turnstile.leave(this))
  }

  private async handle(chunk: Buffer): Promise<void> {
    this.reader.add(chunk)
    for (let message = this.next(); message !== undefined; message = this.next()) await this.answer(message)
  }

  private next(): FrontendMessage | undefined {
    return this.socket.destroyed ? undefined : this.reader.next(this.isStarted)
  }

  private async answer(message: FrontendMessage): Promise<void> {
    if (message.type === TERMINATE) return void this.socket.end()
    if (!this.isStarted) {
      const kind = startKind(message)
      if (kind === 'encryption') return void this.socket.write('N')
      if (kind === 'cancel') return void this.socket.end()
      this.isStarted = true
    }
    await this.turnstile.enter(this)
    if (this.socket.destroyed) return
    if (ENDS_OF_TURN.has(message.type)) await this.endTurn(message)
    else if (!this.isSkipping) await this.goOn(message)
  }

  private async endTurn({ bytes }: FrontendMessage): Promise<void> {
    this.isSkipping = false
    await this.session.execProtocolRawStream(bytes, { onRawData: (data) => this.write(data) })
    if (!this.session.isInTransaction()) this.turnstile.leave(this)
  }

  /** After an error the rest of the query is passed over, up to Sync. */
  private async goOn(message: FrontendMessage): Promise<void> {
    const chunks: Uint8Array[] = []
    await this.session.execProtocolRawStream(message.bytes, {
      onRawData: (data) => chunks.push(Buffer.from(data))
    })
    const { bytes, hasError } = withoutReady(Buffer.concat(chunks))
    this.isSkipping = hasError
    this.write(bytes)
  }

  private write(data: Uint8Array): void {
    if (this.socket.writable) this.socket.write(Buffer.from(data))
  }

  private async tidyUp(): Promise<void> {
    if (!this.isStarted) return
    await this.turnstile.enter(this)
    await this.session.execProtocolRawStream(SYNC, { onRawData: () => undefined })
    if (this.session.isInTransaction()) await this.session.exec('ROLLBACK')
  }
}
