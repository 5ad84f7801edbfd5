import { MAX_BATCH, Refusals } from './sqs-queue'

/** Calls that are not full are at least so far apart: a call costs far more than an entry. */
const GATHER_MS = 20

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
 * Gathers single entries into calls of up to ten. An entry goes at once when there was no call for 20 ms, so that a
 * quiet queue knows no delay; else it waits until they are over or nine others have come.
 */
export class CallBatcher<Entry, Sent> {
  private waiting: Waiting<Entry, Sent>[] = []
  private lastCallAtMs = Number.NEGATIVE_INFINITY
  private isGathering = false

  constructor(private readonly calls: BatchCall<Entry, Sent>) {}

  /** One try. Resolves with what was sent once SQS has accepted it; rejects with the error of this entry alone. */
  add(entry: Entry): Promise<Sent | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject })
      if (this.waiting.length >= MAX_BATCH) this.dispatch()
      else this.gather()
    })
  }

  private gather(): void {
    if (this.isGathering) return
    this.isGathering = true
    const end = (): void => {
      this.isGathering = false
      this.dispatch()
    }
    const waitMs = this.lastCallAtMs + GATHER_MS - performance.now()
    if (waitMs > 0) setTimeout(end, waitMs)
    else setImmediate(end)
  }

  /** Sends all that waits: it is never more than one call takes, and nothing where a full call was sooner. */
  private dispatch(): void {
    void this.send(this.waiting.splice(0))
  }

  private async send(batch: readonly Waiting<Entry, Sent>[]): Promise<void> {
    const entries: { waiting: Waiting<Entry, Sent>; sent: Sent }[] = []
    for (const waiting of batch) {
      const sent = this.calls.compose(waiting.entry)
      if (sent === undefined) waiting.resolve(undefined)
      else entries.push({ waiting, sent })
    }
    if (entries.length === 0) return
    this.lastCallAtMs = performance.now()
    try {
      const refusals = await this.calls.send(entries.map(({ sent }) => sent))
      entries.forEach(({ waiting, sent }, index) => {
        const refusal = refusals.get(index)
        if (refusal === undefined) waiting.resolve(sent)
        else waiting.reject(new EntryRefused(refusal.Code, refusal.Message))
      })
    } catch (error) {
      entries.forEach(({ waiting }) => waiting.reject(error))
    }
  }
}
