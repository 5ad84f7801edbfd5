/** What keeps the worker from doing all that it should, that a restart would not cure and that no gate tells. */
export abstract class Impairments {
  /** One short sentence each, without secrets. Cheap and without I/O: it is read for every health request. */
  abstract list(): readonly string[]
}
