export interface Readiness {
  readonly isReady: boolean
  /** One short sentence; no secret, no e-mail address. */
  readonly detail: string
}

/** Something that has to be there before jobs can succeed, e.g. the database. */
export abstract class ReadinessProbe {
  /** Snake-case key in the answers of `/health/ready` and `/health/detail`. */
  abstract readonly name: string
  /** False: it is reported but does not make the worker unready. */
  readonly isRequired: boolean = true

  /** An exception counts as not ready; so does no answer within 2 s. */
  abstract check(): Promise<Readiness>
}

/** Injects the list of all probes: `readonly ReadinessProbe[]`. */
export const READINESS_PROBES = Symbol('READINESS_PROBES')
