/** Why a geometry was refused; the same words as the failure codes of the service. */
export type GeometryProblemCode =
  | 'invalid_geometry'
  | 'unsupported_geometry_type'
  | 'unsupported_crs'
  | 'coordinates_out_of_range'
  | 'unclosed_ring'
  | 'too_many_vertices'

/** The first rule that a geometry breaks. The message is one printable line of bounded length. */
export class GeometryProblem extends Error {
  constructor(
    readonly code: GeometryProblemCode,
    message: string
  ) {
    super(message)
    this.name = 'GeometryProblem'
  }
}

const MAX_QUOTED_LENGTH = 60

/** Text from outside, cut and printable, in quotes. */
export function quoted(text: string): string {
  const cut = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}...` : text
  return `"${cut.replace(/[^\x20-\x7e]/g, '?')}"`
}

/** Names a value from outside without ever calling its methods. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
