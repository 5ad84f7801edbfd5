import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Stands between a client and a server, and can cut them off from each other. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>()
  private readonly server: Server
  private isCut = false

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.server = createServer((client) => this.accept(client, target))
  }

  /** @param url address of the server; the proxy keeps everything but host and port */
  static async before(url: string): Promise<{ proxy: TcpProxy; url: string }> {
    const address = new URL(url)
    const proxy = new TcpProxy({ host: address.hostname, port: Number(address.port) })
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve))
    address.hostname = '127.0.0.1'
    address.port = String((proxy.server.address() as AddressInfo).port)
    return { proxy, url: address.href }
  }

  /** Ends every connection, and every new one as soon as it is made. */
  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  mend(): void {
    this.isCut = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private accept(client: Socket, target: { readonly host: string; readonly port: number }): void {
    if (this.isCut) {
      client.destroy()
      return
    }
    const upstream = connect(target)
    this.keep(client, upstream)
    this.keep(upstream, client)
    client.pipe(upstream).pipe(client)
  }

  private keep(socket: Socket, other: Socket): void {
    this.sockets.add(socket)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      this.sockets.delete(socket)
      other.destroy()
    })
  }
}
