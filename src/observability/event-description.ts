export type EventLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** `error` stands for type, message and stack of an error, and for its code where it has one. */
export type EventField = 'reference' | 'outcome' | 'duration' | 'reason' | 'code' | 'error'

export interface EventDescription {
  /** Every level that it is written at. */
  readonly levels: readonly EventLevel[]
  /** What it may carry besides its sentence. */
  readonly fields: readonly EventField[]
  readonly meaning: string
  /** What an operator does about it. */
  readonly action: string
}

/** Of one event: levels, fields, meaning, and what an operator does. */
export const describe = (
  levels: readonly EventLevel[],
  fields: readonly EventField[],
  meaning: string,
  action: string
): EventDescription => ({ levels, fields, meaning, action })
