import { Catch } from '@nestjs/common'
import { BaseRpcExceptionFilter } from '@nestjs/microservices'
import { Observable, throwError } from 'rxjs'

/**
 * Keeps the handler's error as it is. Without it Nest's default filter replaces every error by
 * "Internal server error" and the transport cannot tell a `RetryLater` from a bug.
 *
 * @example
 * \@Controller()
 * \@UseFilters(RethrowFilter)
 * export class OrderController {}
 */
@Catch()
export class RethrowFilter extends BaseRpcExceptionFilter<unknown, never> {
  override catch(error: unknown): Observable<never> {
    return throwError(() => error)
  }
}
