import { once } from 'node:events'
import { createServer } from 'node:http'

/** A server whose address stands in bad inputs, and that nobody may call. */
export class Bait {
  private callCount = 0
  private readonly server = createServer((_request, response) => {
    this.callCount += 1
    response.end()
  })

  static async open(): Promise<Bait> {
    const bait = new Bait()
    bait.server.listen(0, '127.0.0.1')
    await once(bait.server, 'listening')
    return bait
  }

  get calls(): number {
    return this.callCount
  }

  get url(): string {
    const address = this.server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address?.port}/`
  }

  close(): void {
    this.server.close()
  }
}
