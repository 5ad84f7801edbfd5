/**
 * JSON with one form per value: sorted keys, no white space, numbers as short as they can be, members that are
 * undefined left out. Made for bytes that are hashed, stored and compared.
 * @throws TypeError for what JSON cannot carry: NaN, infinities, functions, undefined in an array
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  return canonicalScalar(value)
}

function canonicalObject(object: object): string {
  const members = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`)
  return `{${members.join(',')}}`
}

function canonicalScalar(value: unknown): string {
  const isCarried =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  if (!isCarried) throw new TypeError(`JSON cannot carry this ${typeof value}`)
  return JSON.stringify(value)
}
