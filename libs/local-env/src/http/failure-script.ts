/** What a stub does instead of answering. Without `status`, `hang` and `destroySocket` the true answer comes late. */
export interface ScriptedFailure<Route extends string> {
  readonly route: Route
  /** Only for requests about this reference; without it for every one. */
  readonly reference?: string
  /** Number of requests that fail; default 1. */
  readonly times?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
  readonly delayMs?: number
  /** Send the body byte by byte with such pauses, for at most a minute. */
  readonly slowBodyMs?: number
  /** Blanks behind a body, to make it huge; they are sent packed where the caller allows it. */
  readonly paddingBytes?: number
  /** Never answer; the connection stays open until the caller gives up. */
  readonly hang?: boolean
  /** Cut the connection without an answer. */
  readonly destroySocket?: boolean
  /** Do what was asked before failing: the answer is lost, the effect is not. */
  readonly afterApplying?: boolean
}

/** Failures that wait for the requests they are meant for, first come first served. */
export class FailureScript<Route extends string> {
  private readonly waiting: { failure: ScriptedFailure<Route>; timesLeft: number }[] = []

  add(failure: ScriptedFailure<Route>): void {
    this.waiting.push({ failure, timesLeft: failure.times ?? 1 })
  }

  /** Forgets what waits. */
  calm(): void {
    this.waiting.length = 0
  }

  take(route: Route, reference: string | undefined): ScriptedFailure<Route> | undefined {
    const entry = this.waiting.find(
      ({ failure, timesLeft }) =>
        timesLeft > 0 &&
        failure.route === route &&
        (failure.reference === undefined || failure.reference === reference)
    )
    if (entry) entry.timesLeft -= 1
    return entry?.failure
  }
}
