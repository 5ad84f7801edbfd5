import { InFlightMessage } from './in-flight-message'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'

/** Interrupts a handler at its deadline, and tells when it goes on all the same until its grace is over. */
export class HandlerWatch {
  private readonly stuck = new Set<InFlightMessage>()

  constructor(
    private readonly settings: QueueSettings,
    private readonly emit: EmitEvent
  ) {}

  /** Handlers that did not end when their time was up. */
  get stuckCount(): number {
    return this.stuck.size
  }

  /** Watches one handler until the returned function is called. */
  begin(message: InFlightMessage): () => void {
    const { handlerDeadlineSeconds: deadlineSeconds, handlerGraceSeconds } = this.settings
    if (deadlineSeconds === undefined) return () => undefined
    const { messageId, receiveCount } = message
    const about = { queue: this.settings.name, messageId, receiveCount }
    let timer = setTimeout(() => {
      message.interrupt('deadline')
      this.emit({ type: 'handler_deadline_exceeded', ...about, deadlineSeconds })
      timer = setTimeout(() => {
        this.stuck.add(message)
        this.emit({ type: 'handler_stuck', ...about, overdueSeconds: handlerGraceSeconds })
      }, handlerGraceSeconds * 1000)
    }, deadlineSeconds * 1000)
    return () => {
      clearTimeout(timer)
      this.stuck.delete(message)
    }
  }
}
