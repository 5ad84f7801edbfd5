import type { IncomingMessage, ServerResponse } from 'node:http'
import { All, Controller, Get, Header, Inject, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common'
import { BOUNDARY_CHECK_OPTIONS, type BoundaryCheckOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { CheckBoundaryUseCase, tooLargeReply, type BoundaryReply } from './check-boundary.use-case'
import { answer } from './http/answer'
import { ApiKeyGuard } from './http/api-key.guard'
import { CheckTurns } from './http/check-turns'
import { HttpProblem } from './http/http-problem'
import { OfferedGuard } from './http/offered.guard'
import { ProblemFilter } from './http/problem.filter'
import { readBody } from './http/request-body'
import { readUploadForm } from './http/upload-form'
import { boundaryApiDocument } from './openapi/boundary-api-document'

const BODY_TIMEOUT_MS = 30_000
const CHECK_TIMEOUT_MS = 60_000
/** Boundary lines, headers and the other parts of a form. */
const FORM_OVERHEAD_BYTES = 64 * 1024

/** The boundary check of front ends: the same reader that jobs go through, before there is a job. */
@Controller()
@UseGuards(OfferedGuard)
@UseFilters(ProblemFilter)
export class CheckBoundaryController {
  constructor(
    private readonly useCase: CheckBoundaryUseCase,
    private readonly turns: CheckTurns,
    private readonly events: EventLog,
    @Inject(BOUNDARY_CHECK_OPTIONS) private readonly options: BoundaryCheckOptions
  ) {}

  @Post('check-boundary')
  @UseGuards(ApiKeyGuard)
  async check(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const gone = new AbortController()
    response.once('close', () => gone.abort(new HttpProblem(499, 'The client has gone')))
    const { status, code, body } = await this.turns.admit(() => this.replyTo(request, gone.signal))
    const outcome = code === null ? 'success' : 'failure'
    this.events.info(
      'boundary_checked',
      { outcome, code: code ?? undefined, durationMs: performance.now() - startedAt },
      code === null ? 'An uploaded boundary can be used' : 'An uploaded boundary was refused'
    )
    answer(response, { status, mediaType: 'application/json', body })
  }

  @All('check-boundary')
  refuseOtherMethods(): void {
    throw new HttpProblem(405, 'Boundaries are checked by POST', { Allow: 'POST' })
  }

  @Get('openapi.json')
  @Header('Cache-Control', 'no-cache')
  document(): object {
    return boundaryApiDocument()
  }

  private async replyTo(request: IncomingMessage, gone: AbortSignal): Promise<BoundaryReply> {
    const { maxUploadBytes } = this.options
    const maxBytes = maxUploadBytes + FORM_OVERHEAD_BYTES
    const body = await readBody(request, { maxBytes, timeoutMs: BODY_TIMEOUT_MS, signal: gone })
    if (body === undefined) return tooLargeReply()
    const file = await readUploadForm(request.headers, body)
    if (file.bytes.length > maxUploadBytes) return tooLargeReply()
    const signal = AbortSignal.any([gone, AbortSignal.timeout(CHECK_TIMEOUT_MS)])
    return this.turns.work(signal, () => this.useCase.check(file, signal))
  }
}
