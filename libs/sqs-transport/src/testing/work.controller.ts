import { once } from 'node:events'
import { Controller, UseFilters } from '@nestjs/common'
import { Ctx, EventPattern, Payload } from '@nestjs/microservices'
import { RethrowFilter } from '../rethrow.filter'
import { SqsContext } from '../sqs.context'

type Work = (body: string, context: SqsContext) => Promise<void>

/** A handler of pattern `work` whose behaviour each test sets anew. */
@Controller()
@UseFilters(RethrowFilter)
export class WorkController {
  private static work: Work = async () => undefined

  static does(work: Work): void {
    WorkController.work = work
  }

  @EventPattern('work')
  async handle(@Payload() body: string, @Ctx() context: SqsContext): Promise<void> {
    await WorkController.work(body, context)
  }
}

/** A handler's work that ends only by its signal. */
export async function untilAborted({ signal }: SqsContext): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
}
