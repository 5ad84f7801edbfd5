import { createHash } from 'node:crypto'

/** The same text in the same form as the keys of the service: a UUID. */
export function labelOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex')
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
