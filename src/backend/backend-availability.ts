/** Whether the backend can be expected to answer; asked before work is taken on. */
export abstract class BackendAvailability {
  /** False from the moment when it stops answering, or refuses the key, until it answers again. */
  abstract isAvailable(): boolean

  /** One short sentence. */
  abstract detail(): string
}
