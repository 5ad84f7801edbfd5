import { createHash } from 'node:crypto'
import { ResultConflict, ResultRefused } from '../backend.failures'
import { canonicalJson } from '../canonical-json'
import type { AssessmentResult, PreparedResult } from '../result-sink'
import type { ConflictResponse } from './answer.response'
import type { BackendCalls } from './backend-http-client'
import { idempotencyKey } from './idempotency-key'
import { isJsonObject } from './json-object'

interface DeliveryRoute {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly timeoutMs: number
}

/** Sends the body of one result and understands the answer; both contracts deliver this way. */
export class ResultDelivery {
  constructor(
    private readonly client: BackendCalls,
    private readonly route: DeliveryRoute
  ) {}

  async send(result: PreparedResult, signal: AbortSignal): Promise<void> {
    const { reference, revision, body } = result
    const answer = await this.client.call(
      {
        ...this.route,
        reference,
        headers: { 'content-type': 'application/json', 'idempotency-key': result.idempotencyKey },
        body
      },
      signal
    )
    if (answer.status < 300) return
    if (answer.status !== 409) throw new ResultRefused(answer.status, explanation(answer.explanation))
    if (!isSameResult(answer.explanation, body)) throw new ResultConflict(reference, revision)
  }
}

/** Fixes the bytes of a result and the key under which the backend knows them. */
export function preparedResult(result: AssessmentResult, content: object): PreparedResult {
  const { reference, revision } = result
  return { reference, revision, idempotencyKey: idempotencyKey(result), body: canonicalJson(content) }
}

function isSameResult(answer: unknown, body: string): boolean {
  if (!isJsonObject(answer)) return false
  const { identical, digest }: { [member in keyof ConflictResponse]?: unknown } = answer
  return identical === true || digest === createHash('sha256').update(body).digest('hex')
}

function explanation(answer: unknown): string | undefined {
  const message = isJsonObject(answer) ? answer.message : undefined
  return typeof message === 'string' ? message.slice(0, 200) : undefined
}
