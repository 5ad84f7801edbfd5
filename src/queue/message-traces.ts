import { Injectable } from '@nestjs/common'

const REMEMBERED_MESSAGES = 1000

/**
 * The trace id that each of the last messages was worked on under. The transport settles a message when its handler
 * is over, and what it says about that belongs to the same trace.
 */
@Injectable()
export class MessageTraces {
  private readonly traceIds = new Map<string, string>()

  remember(messageId: string, traceId: string): void {
    this.traceIds.delete(messageId)
    this.traceIds.set(messageId, traceId)
    const [oldest] = this.traceIds.keys()
    if (this.traceIds.size > REMEMBERED_MESSAGES && oldest !== undefined) this.traceIds.delete(oldest)
  }

  traceIdOf(messageId: string): string | undefined {
    return this.traceIds.get(messageId)
  }
}
