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

/** Times the messages that are done after the warm-up. */
export class StopWatch {
  private messages = 0
  private calls = 0
  private begin: Mark | undefined

  constructor(
    private readonly plan: { readonly warmUp: number; readonly timed: number },
    private readonly onEnd: (timing: Timing) => void
  ) {}

  countCall(): void {
    this.calls += 1
  }

  countMessage(): void {
    this.messages += 1
    const { warmUp, timed } = this.plan
    if (this.messages === warmUp) this.begin = this.mark()
    if (this.messages === warmUp + timed && this.begin) this.onEnd(since(this.begin, this.mark()))
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
