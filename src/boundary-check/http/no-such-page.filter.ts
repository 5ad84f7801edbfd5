import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common'
import { answerProblem } from './answer'
import { HttpProblem } from './http-problem'

/** Pages of this service that can only be read. */
const READ_ONLY = /^\/(health(\/ready|\/detail)?|version|openapi\.json)\/?(\?|$)/

/** 404 and 405 of the whole service, by problem details. */
@Catch(NotFoundException)
export class NoSuchPageFilter implements ExceptionFilter {
  catch(error: NotFoundException, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error
    const { url = '', method = '' } = host.switchToHttp().getRequest<IncomingMessage>()
    const isKnown = READ_ONLY.test(url) && method !== 'GET' && method !== 'HEAD'
    const problem = isKnown
      ? new HttpProblem(405, 'This page can only be read', { Allow: 'GET, HEAD' })
      : new HttpProblem(404, 'There is no such page')
    answerProblem(host.switchToHttp().getResponse<ServerResponse>(), problem)
  }
}
