/**
 * JSON with one form per value: sorted keys, no white space, numbers as short as they can be, members that are
 * undefined left out. Made for bytes that are hashed, stored and compared.
 * @throws TypeError for what JSON cannot carry: NaN, infinities, functions, undefined in an array
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return canonicalArray(value)
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  return canonicalScalar(value)
}

/** Every result goes through here, so members are appended as they come instead of being gathered first. */
function canonicalArray(items: readonly unknown[]): string {
  let text = ''
  for (const item of items) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
  return `[${text}]`
}

function canonicalObject(object: object): string {
  let text = ''
  for (const key of Object.keys(object).sort()) {
    const value: unknown = Reflect.get(object, key)
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value)}`
  }
  return `{${text}}`
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
