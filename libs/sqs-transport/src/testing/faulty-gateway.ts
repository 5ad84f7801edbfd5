import { once } from 'node:events'
import { createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http'
import { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SQSClient } from '@aws-sdk/client-sqs'

/** One call on its way to SQS. */
export interface GatewayCall {
  readonly action: string
  readonly accessKey: string
  readonly body: string
}

/** What goes wrong with a call: it is refused, never answered, cut off, or its answer is another one. */
export type Fault =
  | { readonly error: string; readonly status?: number }
  | 'hang'
  | 'cut'
  | { readonly answer: string }
  | { readonly change: (answer: string) => string }

/** Stands between the transport and an SQS server, and lets calls go wrong. */
export class FaultyGateway {
  readonly calls: GatewayCall[] = []
  fault: (call: GatewayCall) => Fault | undefined = () => undefined
  private readonly clients: SQSClient[] = []

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number
  ) {
    server.on('request', (incoming, outgoing) => void this.serve(incoming, outgoing))
  }

  static async start(targetPort: number): Promise<FaultyGateway> {
    const server = createServer()
    const gateway = new FaultyGateway(server, targetPort)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return gateway
  }

  client(accessKeyId = 'local'): SQSClient {
    const address = this.server.address()
    const port = isAddress(address) ? address.port : 0
    const client = new SQSClient({
      region: 'eu-west-2',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId, secretAccessKey: 'local' },
      maxAttempts: 1
    })
    this.clients.push(client)
    return client
  }

  of(action: string): GatewayCall[] {
    return this.calls.filter((call) => call.action === action)
  }

  async stop(): Promise<void> {
    this.clients.forEach((client) => client.destroy())
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }

  /** What the client or the server breaks off is broken off on the other side too. */
  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const call = await callOf(incoming)
      this.calls.push(call)
      await this.answer(incoming, outgoing, call)
    } catch (error) {
      incoming.socket.destroy(error instanceof Error ? error : undefined)
    }
  }

  private async answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    call: GatewayCall
  ): Promise<void> {
    const fault = this.fault(call)
    if (fault === 'hang') return
    if (fault === 'cut') return void incoming.socket.destroy()
    if (fault && 'error' in fault) return refuse(outgoing, fault)
    if (fault && 'answer' in fault) return send(outgoing, 200, fault.answer)
    const { status, answer } = await this.forward(incoming, call.body)
    send(outgoing, status, fault ? fault.change(answer) : answer)
  }

  private async forward(
    incoming: IncomingMessage,
    body: string
  ): Promise<{ status: number; answer: string }> {
    const { url: path, method, headers } = incoming
    const upstream = request({
      host: '127.0.0.1',
      port: this.targetPort,
      path,
      method,
      headers,
      agent: false
    })
    upstream.end(body)
    const [response]: IncomingMessage[] = await once(upstream, 'response')
    return { status: response.statusCode ?? 500, answer: await text(response) }
  }
}

async function callOf(incoming: IncomingMessage): Promise<GatewayCall> {
  const { 'x-amz-target': target, authorization } = incoming.headers
  return {
    action: String(target).replace('AmazonSQS.', ''),
    accessKey: /Credential=([^/]+)/.exec(authorization ?? '')?.[1] ?? '',
    body: await text(incoming)
  }
}

function refuse(outgoing: ServerResponse, { error, status = 400 }: { error: string; status?: number }): void {
  send(outgoing, status, JSON.stringify({ __type: `com.amazonaws.sqs#${error}`, message: 'made to fail' }))
}

function send(outgoing: ServerResponse, status: number, body: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  outgoing.end(body)
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
