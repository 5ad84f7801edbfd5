import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { portOf } from './port-of'

/** A proxy as the platform has it: it opens tunnels, by the list of names it knows, and answers nothing itself. */
export class ConnectProxy {
  /** What callers asked for: `host:port` of a tunnel, or the URL of a request that is no tunnel. */
  readonly asked: string[] = []
  private readonly sockets = new Set<Socket>()
  private readonly server: Server

  /** @param targets port on 127.0.0.1 by the `host:port` that callers ask for; others are refused */
  constructor(private readonly targets: Readonly<Record<string, number>>) {
    this.server = createServer((request, response) => {
      this.asked.push(request.url!)
      response.writeHead(403).end()
    })
    this.server.on('connection', (socket: Socket) => this.sockets.add(socket))
    this.server.on('connect', (request, socket: Socket) => this.tunnel(request.url!, socket))
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`
  }

  stop(): void {
    this.server.close()
    for (const socket of this.sockets) socket.destroy()
  }

  private tunnel(address: string, socket: Socket): void {
    this.asked.push(address)
    const port = this.targets[address]
    if (port === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy()).on('close', () => target.destroy())
  }
}
