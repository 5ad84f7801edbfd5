import type { ServerResponse } from 'node:http'
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common'
import { Failure } from '../../failures/failure'
import { EventLog } from '../../observability/log-events'
import { answerProblem } from './answer'
import { HttpProblem } from './http-problem'

const RETRY_AFTER_SECONDS = '30'

/** Answers by problem details; what nobody foresaw is logged and shown to nobody. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly events: EventLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    answerProblem(host.switchToHttp().getResponse<ServerResponse>(), this.problemOf(error))
  }

  private problemOf(error: unknown): HttpProblem {
    if (error instanceof HttpProblem) return error
    if (error instanceof HttpException) return new HttpProblem(error.getStatus(), error.message)
    if (isPassing(error)) {
      this.events.warn('boundary_check_failed', { error }, 'A boundary could not be checked')
      return new HttpProblem(503, 'The boundary cannot be checked at the moment', {
        'Retry-After': RETRY_AFTER_SECONDS
      })
    }
    this.events.error('boundary_check_failed', { error }, 'A boundary could not be checked')
    return new HttpProblem(500, 'The boundary could not be checked because of a fault in this service')
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Failure && error.retryable
}
