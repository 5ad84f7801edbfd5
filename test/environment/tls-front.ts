import { connect } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { portOf } from './port-of'
import type { ServerIdentity } from './private-authority'

/** Speaks TLS on behalf of a plain server on this machine. */
export class TlsFront {
  private constructor(private readonly server: Server) {}

  /** @param url of the plain server */
  static async before(url: string, { key, certificate }: ServerIdentity): Promise<TlsFront> {
    const { hostname, port } = new URL(url)
    const server = createServer({ key, cert: certificate }, (socket) => {
      const plain = connect(Number(port), hostname)
      socket.pipe(plain).pipe(socket)
      socket.on('error', () => plain.destroy()).on('close', () => plain.destroy())
      plain.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new TlsFront(server)
  }

  get port(): number {
    return portOf(this.server)
  }

  stop(): void {
    this.server.close()
  }
}
