import { ConflictingFields } from '../queue.failures'
import type { JsonObject } from './message-object'

/** Names under which a field is accepted; the first one is the documented one. */
export type FieldNames = Readonly<Record<string, readonly string[]>>

export interface ReadFields {
  readonly values: JsonObject
  /** Names other than the documented ones, in plain words. */
  readonly notes: readonly string[]
}

/**
 * Takes the fields of a message under their accepted names; null counts as absent, and everything else is ignored.
 * @throws ConflictingFields when two names of a field have different values
 */
export function readFields(message: JsonObject, names: FieldNames): ReadFields {
  const values: Record<string, unknown> = {}
  const notes: string[] = []
  for (const [field, accepted] of Object.entries(names)) {
    const used = accepted.filter((name) => isGiven(message, name))
    if (used.length === 0) continue
    const [first, ...others] = used
    const value = valueOf(message, first)
    if (others.some((name) => !isSame(valueOf(message, name), value))) throw new ConflictingFields(used)
    values[field] = value
    if (first !== accepted[0]) notes.push(`${first} is read as ${accepted[0]}`)
  }
  return { values, notes }
}

export function isGiven(message: JsonObject, name: string): boolean {
  return Object.hasOwn(message, name) && message[name] !== undefined && message[name] !== null
}

/** One type of M1 is a list of one. */
function valueOf(message: JsonObject, name: string): unknown {
  const value = message[name]
  return name === 'assessment_type' || name === 'dwelling_type' ? [value] : value
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
