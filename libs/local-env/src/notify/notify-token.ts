import { createHmac, timingSafeEqual } from 'node:crypto'
import { membersOf } from '../http/http-exchange'

const ALLOWED_SKEW_SECONDS = 30

interface Token {
  readonly signed: string
  readonly signature: string
  readonly head: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
}

/** Why Notify would refuse an Authorization header; undefined when it is good. */
export function faultOfToken(
  header: string | undefined,
  serviceId: string,
  secret: string
): string | undefined {
  const token = parse(header)
  if (!token) return 'Unauthorized: authentication bearer scheme must be used'
  if (token.head.alg !== 'HS256') return 'Invalid token: algorithm used is not HS256'
  if (token.payload.iss !== serviceId) return 'Invalid token: service not found'
  if (!isSigned(token, secret)) return 'Invalid token: API key not found'
  return isFresh(token) ? undefined : 'Error: Your system clock must be accurate to within 30 seconds'
}

function parse(header = ''): Token | undefined {
  const match = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(header)
  if (!match) return undefined
  const [, head, payload, signature] = match
  return { signed: `${head}.${payload}`, signature, head: decode(head), payload: decode(payload) }
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
  } catch {
    return {}
  }
}

function isSigned({ signed, signature }: Token, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(signed).digest()
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function isFresh({ payload }: Token): boolean {
  return Math.abs(Date.now() / 1000 - Number(payload.iat)) <= ALLOWED_SKEW_SECONDS
}
