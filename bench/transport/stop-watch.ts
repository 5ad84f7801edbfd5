/** What one run took. */
export interface Timing {
  readonly messagesPerSecond: number
  readonly callsPerMessage: number
  /** Of the consuming process. */
  readonly cpuMsPerMessage: number
}

interface Mark {
  readonly atMs: number
  readonly messages: number
  readonly calls: number
  readonly cpuMs: number
}

/** Times so many messages, from the first that is done after the warm-up. */
export class StopWatch {
  private messages = 0
  private calls = 0
  private begin: Mark | undefined
  private readonly createdAtMs = performance.now()

  constructor(
    private readonly plan: { readonly warmUpMs: number; readonly messages: number },
    private readonly onEnd: (timing: Timing) => void
  ) {}

  countCall(): void {
    this.calls += 1
  }

  countMessage(): void {
    this.messages += 1
    const { begin } = this
    if (begin === undefined) {
      if (performance.now() - this.createdAtMs >= this.plan.warmUpMs) this.begin = this.mark()
    } else if (this.messages === begin.messages + this.plan.messages) this.onEnd(since(begin, this.mark()))
  }

  private mark(): Mark {
    const { user, system } = process.cpuUsage()
    const { messages, calls } = this
    return { atMs: performance.now(), messages, calls, cpuMs: (user + system) / 1000 }
  }
}

function since(begin: Mark, end: Mark): Timing {
  const messages = end.messages - begin.messages
  return {
    messagesPerSecond: (messages / (end.atMs - begin.atMs)) * 1000,
    callsPerMessage: (end.calls - begin.calls) / messages,
    cpuMsPerMessage: (end.cpuMs - begin.cpuMs) / messages
  }
}
