import { type CanActivate, Inject, Injectable } from '@nestjs/common'
import { BOUNDARY_CHECK_OPTIONS, type BoundaryCheckOptions } from '../../config/config.tokens'
import { HttpProblem } from './http-problem'

/** Without a key nobody could be let in, so there is no boundary check at all. */
@Injectable()
export class OfferedGuard implements CanActivate {
  constructor(
    @Inject(BOUNDARY_CHECK_OPTIONS) private readonly options: Pick<BoundaryCheckOptions, 'apiKey'>
  ) {}

  canActivate(): boolean {
    if (this.options.apiKey === undefined) throw new HttpProblem(404, 'There is no such page')
    return true
  }
}
