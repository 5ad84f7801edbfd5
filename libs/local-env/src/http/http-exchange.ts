import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'

const MAX_BODY_BYTES = 32 * 1024 * 1024

/** A request as it came over the wire. */
export interface HttpRequest {
  readonly method: string
  /** Path without query, still encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly rawBody: Buffer
  /** The body as JSON; undefined when it is empty or something else. */
  readonly body: unknown
}

export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string and a `PreparedBody` are sent as they are. */
  readonly body?: unknown
  /** Send the body byte by byte with such pauses. */
  readonly slowBodyMs?: number
  /** Blanks behind the body. */
  readonly paddingBytes?: number
}

/** A body that is written and zipped before anybody asks: a large one must not hold up the event loop of a stub. */
export class PreparedBody {
  readonly bytes: Buffer
  readonly zipped: Buffer

  constructor(value: unknown) {
    this.bytes = Buffer.from(JSON.stringify(value))
    this.zipped = gzipSync(this.bytes)
  }
}

/** @throws Error when the body is larger than 32 MiB */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new Error(`Request body over ${MAX_BODY_BYTES} bytes`)
    chunks.push(bytes)
  }
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://localhost')
  const rawBody = Buffer.concat(chunks)
  return {
    method: message.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: message.headers,
    rawBody,
    body: parseJson(rawBody)
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Members of a JSON object; none for every other value. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
