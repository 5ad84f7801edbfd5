import { randomUUID } from 'node:crypto'
import { membersOf } from '../http/http-exchange'

type Members = Readonly<Record<string, unknown>>

interface Known {
  readonly messageId: string
  /** Handle that the server gave out. */
  readonly handle: string
}

/** What the proxy knows about messages on their way: which handle is whose, and what is to be received again. */
export class SqsMessages {
  private readonly byHandle = new Map<string, Known>()
  private readonly again: { readonly queue: string; readonly message: Members }[] = []

  /** Ids of the messages that a request is about, as far as they went through here. */
  idsOf(request: Members): string[] {
    const handles = [request, ...entriesOf(request)].map(({ ReceiptHandle }) => String(ReceiptHandle))
    return handles.flatMap((handle) => this.byHandle.get(handle)?.messageId ?? [])
  }

  /** The request with the handles that the server knows. */
  withServerHandles(request: Members): Members {
    const single = this.withServerHandle(request)
    const entries = entriesOf(request)
    return entries.length === 0
      ? single
      : { ...single, Entries: entries.map((entry) => this.withServerHandle(entry)) }
  }

  entryIds(request: Members, messageId?: string): string[] {
    return entriesOf(request)
      .filter((entry) => messageId === undefined || this.idsOf(entry).includes(messageId))
      .map(({ Id }) => String(Id))
  }

  learn(messages: readonly Members[]): void {
    for (const { MessageId, ReceiptHandle } of messages) {
      const handle = String(ReceiptHandle)
      this.byHandle.set(handle, { messageId: String(MessageId), handle })
    }
  }

  /** Has the messages received once more from their queue: a new handle, the old one stays valid. */
  repeat(queue: string, messages: readonly Members[]): void {
    for (const message of messages) {
      const { handle, messageId } = this.byHandle.get(String(message.ReceiptHandle))!
      const ReceiptHandle = `${randomUUID()}-again`
      this.byHandle.set(ReceiptHandle, { messageId, handle })
      const attributes = membersOf(message.Attributes)
      const ApproximateReceiveCount = String(Number(attributes.ApproximateReceiveCount ?? 1) + 1)
      const Attributes = { ...attributes, ApproximateReceiveCount }
      this.again.push({ queue, message: { ...message, ReceiptHandle, Attributes } })
    }
  }

  takeRepeats(queue: string, most: number): Members[] {
    const taken = this.again.filter((entry) => entry.queue === queue).slice(0, most)
    for (const entry of taken) this.again.splice(this.again.indexOf(entry), 1)
    return taken.map(({ message }) => message)
  }

  private withServerHandle(part: Members): Members {
    const known = this.byHandle.get(String(part.ReceiptHandle))
    return known ? { ...part, ReceiptHandle: known.handle } : part
  }
}

/** Messages of an answer to ReceiveMessage. */
export function messagesOf(answer: unknown): Members[] {
  const { Messages } = membersOf(answer)
  return Array.isArray(Messages) ? Messages.map(membersOf) : []
}

/** Entries of a batch call; none for other calls. */
export function entriesOf({ Entries }: Members): Members[] {
  return Array.isArray(Entries) ? Entries.map(membersOf) : []
}
