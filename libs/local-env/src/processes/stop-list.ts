type Stop = () => Promise<unknown>

/** What has been started, to be stopped in reverse order. */
export class StopList {
  private stops: Stop[] = []

  add(stop: Stop): void {
    this.stops.push(stop)
  }

  /**
   * Stops everything once, also when one of the parts fails.
   * @throws AggregateError with every failure
   */
  async stopAll(): Promise<void> {
    const stops = this.stops.toReversed()
    this.stops = []
    const failures: unknown[] = []
    for (const stop of stops) await stop().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything stopped cleanly')
  }
}
