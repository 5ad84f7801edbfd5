import { Injectable } from '@nestjs/common'
import { BoundedMap } from './bounded-map'

const REMEMBERED_MESSAGES = 1000

/**
 * The trace id that each of the last messages was worked on under. The transport settles a message when its handler
 * is over, and what it says about that belongs to the same trace.
 */
@Injectable()
export class MessageTraces {
  private readonly traceIds = new BoundedMap<string>(REMEMBERED_MESSAGES)

  remember(messageId: string, traceId: string): void {
    this.traceIds.set(messageId, traceId)
  }

  traceIdOf(messageId: string): string | undefined {
    return this.traceIds.get(messageId)
  }
}
