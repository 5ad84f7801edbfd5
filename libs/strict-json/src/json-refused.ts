/** Why a text was refused. */
export type JsonProblemCode =
  | 'not_json'
  | 'too_deep'
  | 'duplicate_key'
  | 'too_many_members'
  | 'number_out_of_range'
  | 'illegal_character'
  | 'forbidden_key'

/** A text that is not read. Neither message nor pointer quotes a value of it. */
export class JsonRefused extends Error {
  constructor(
    readonly code: JsonProblemCode,
    /** JSON pointer (RFC 6901) to the place, printable and at most 200 characters; empty for the whole. */
    readonly pointer: string,
    /** What is wrong there, without the place. */
    readonly problem: string
  ) {
    super(pointer === '' ? problem : `At ${pointer}: ${problem}`)
    this.name = 'JsonRefused'
  }
}
