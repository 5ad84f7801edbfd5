import type { ServerResponse } from 'node:http'
import { type HttpProblem, PROBLEM_MEDIA_TYPE, problemDetails } from './http-problem'

interface Answer {
  readonly status: number
  readonly mediaType: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends an answer that is not cached; does nothing when there is one already, or nobody to read it. */
export function answer(response: ServerResponse, { status, mediaType, headers = {}, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    'Content-Type': mediaType,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    ...headers
  })
  response.end(bytes)
}

export function answerProblem(response: ServerResponse, { status, detail, headers }: HttpProblem): void {
  const body = JSON.stringify(problemDetails(status, detail))
  answer(response, { status, headers, mediaType: PROBLEM_MEDIA_TYPE, body })
}
