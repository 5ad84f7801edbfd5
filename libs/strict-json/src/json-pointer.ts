const LONGEST_POINTER = 200
const LONGEST_PART = 40

/** RFC 6901, but printable and of bounded length: the keys come from outside and the pointer goes into logs. */
export function jsonPointerOf(parts: readonly (string | number)[]): string {
  const pointer = parts.map((part) => `/${printable(part)}`).join('')
  return pointer.length > LONGEST_POINTER ? `${pointer.slice(0, LONGEST_POINTER)}...` : pointer
}

function printable(part: string | number): string {
  if (typeof part === 'number') return String(part)
  const cut = part.length > LONGEST_PART ? `${part.slice(0, LONGEST_PART)}...` : part
  return cut
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replace(/[^\x21-\x7e]/g, '?')
}
