import { STATUS_CODES } from 'node:http'

/** A request that is answered by problem details (RFC 9457) instead of a reply about a boundary. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {}
  ) {
    super(detail)
    this.name = 'HttpProblem'
  }
}

export interface ProblemDetails {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
}

export function problemDetails(status: number, detail: string): ProblemDetails {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail }
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'
