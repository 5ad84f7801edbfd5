import { MAX_BATCH, Refusals } from './sqs-queue'

/** How long an entry waits for others while a call is on the wire. */
const LINGER_MS = 20

interface Waiting<Entry, Sent> {
  readonly entry: Entry
  readonly resolve: (sent: Sent | undefined) => void
  readonly reject: (error: unknown) => void
}

interface BatchCall<Entry, Sent> {
  /** Makes up what is sent at the last moment; undefined = nothing is to be sent any longer. */
  readonly compose: (entry: Entry) => Sent | undefined
  readonly send: (batch: readonly Sent[]) => Promise<Refusals>
}

/** SQS has refused one entry of a batch; `name` is its code. */
class EntryRefused extends Error {
  constructor(code: string | undefined, message: string | undefined) {
    super(message ?? `SQS refused the entry: ${code}`)
    this.name = code ?? 'EntryRefused'
  }
}

/**
 * Gathers single entries into calls of up to ten. An entry goes at once when no call is on the wire, so that a quiet
 * queue knows no delay; else it waits for the answer, for nine others or for 20 ms, whatever comes first.
 */
export class CallBatcher<Entry, Sent> {
  private waiting: Waiting<Entry, Sent>[] = []
  private callsOnWire = 0
  private gathering: NodeJS.Immediate | undefined
  private lingering: NodeJS.Timeout | undefined

  constructor(private readonly calls: BatchCall<Entry, Sent>) {}

  /** One try. Resolves with what was sent once SQS has accepted it; rejects with the error of this entry alone. */
  add(entry: Entry): Promise<Sent | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject })
      if (this.waiting.length >= MAX_BATCH) this.dispatch(1)
      else if (this.callsOnWire > 0) this.lingering ??= setTimeout(() => this.dispatch(), LINGER_MS)
      else this.gathering ??= setImmediate(() => this.dispatch())
    })
  }

  /** Sends what waits: all of it, or as many full batches as said. */
  private dispatch(mostCalls = Number.POSITIVE_INFINITY): void {
    for (let call = 0; call < mostCalls && this.waiting.length > 0; call += 1) {
      void this.send(this.waiting.splice(0, MAX_BATCH))
    }
    if (this.waiting.length > 0) return
    clearImmediate(this.gathering)
    clearTimeout(this.lingering)
    this.gathering = undefined
    this.lingering = undefined
  }

  private async send(batch: readonly Waiting<Entry, Sent>[]): Promise<void> {
    const entries: { waiting: Waiting<Entry, Sent>; sent: Sent }[] = []
    for (const waiting of batch) {
      const sent = this.calls.compose(waiting.entry)
      if (sent === undefined) waiting.resolve(undefined)
      else entries.push({ waiting, sent })
    }
    if (entries.length === 0) return
    this.callsOnWire += 1
    try {
      const refusals = await this.calls.send(entries.map(({ sent }) => sent))
      entries.forEach(({ waiting, sent }, index) => {
        const refusal = refusals.get(index)
        if (refusal === undefined) waiting.resolve(sent)
        else waiting.reject(new EntryRefused(refusal.Code, refusal.Message))
      })
    } catch (error) {
      entries.forEach(({ waiting }) => waiting.reject(error))
    } finally {
      this.callsOnWire -= 1
      if (this.callsOnWire === 0) this.dispatch()
    }
  }
}
