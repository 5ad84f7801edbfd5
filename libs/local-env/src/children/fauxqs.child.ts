import { portOf } from '../processes/free-port'
import { runChild, type Started } from './child-protocol'

/** Configuration of the child that runs the queue server. */
export interface FauxqsConfig {
  readonly region: string
}

interface QueueUrls {
  QueueUrl?: unknown
  QueueUrls?: unknown
}

const CLOSE_TIMEOUT_MS = 1000

async function start({ region }: FauxqsConfig): Promise<Started> {
  const { buildApp } = await import('fauxqs')
  // Not `startFauxqs`: that one listens on every network interface.
  const app = buildApp({ logger: false, defaultRegion: region })
  // The server knows its queues by a host name below `.localhost`, which not every machine resolves. Outside they
  // go by the loopback address.
  const inside = () => `http://sqs.${region}.localhost:${portOf(app.server)}/`
  const outside = () => `http://127.0.0.1:${portOf(app.server)}/`
  app.addHook('preHandler', async ({ body }: { body: unknown }) => renameQueues(body, outside(), inside()))
  app.addHook('preSerialization', async (_request: unknown, _reply: unknown, payload: unknown) => {
    renameQueues(payload, inside(), outside())
    return payload
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ready: { port: portOf(app.server) },
    async stop() {
      // A long poll may be open for 20 s; the process ends right after, so its connection need not be waited for.
      await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))])
    }
  }
}

function renameQueues(message: unknown, from: string, to: string): void {
  const rename = (url: unknown): unknown =>
    typeof url === 'string' && url.startsWith(from) ? to + url.slice(from.length) : url
  if (!isObject(message)) return
  if (message.QueueUrl !== undefined) message.QueueUrl = rename(message.QueueUrl)
  if (Array.isArray(message.QueueUrls)) message.QueueUrls = message.QueueUrls.map(rename)
}

function isObject(value: unknown): value is QueueUrls {
  return typeof value === 'object' && value !== null
}

runChild(start)
