import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { BOUNDARY_CHECK_OPTIONS, type BoundaryCheckOptions } from '../../config/config.tokens'
import { HttpProblem } from './http-problem'

const HEADER = 'x-api-key'

/** Lets in who sends the key. Digests are compared, so that neither length nor content shows in the time it takes. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(BOUNDARY_CHECK_OPTIONS) private readonly options: Pick<BoundaryCheckOptions, 'apiKey'>
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { apiKey } = this.options
    const given = context.switchToHttp().getRequest<IncomingMessage>().headers[HEADER]
    const isKnown =
      apiKey !== undefined && typeof given === 'string' && timingSafeEqual(digestOf(given), digestOf(apiKey))
    if (!isKnown) throw new HttpProblem(401, 'Invalid API key')
    return true
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
