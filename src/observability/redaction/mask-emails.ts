const AT_SIGN = /@|%40/gi
const QUOTE = '"'
const LONGEST_QUOTED_NAME = 320

/**
 * Replaces the part before the @ of every e-mail address: `p***@example.com`. Masks too much rather than too little.
 *
 * Looks outwards from every @ instead of searching by a pattern, so that time grows with the length of the text only.
 */
export function maskEmails(text: string): string {
  let masked = ''
  let done = 0
  for (const { index: at, 0: sign } of text.matchAll(AT_SIGN)) {
    if (at < done) continue
    const end = endOfDomain(text, at + sign.length)
    const start = end === at + sign.length ? at : startOfName(text, at, done)
    if (start === at) continue
    masked += `${text.slice(done, start)}${maskName(text.slice(start, at))}@${text.slice(at + sign.length, end)}`
    done = end
  }
  return masked + text.slice(done)
}

function maskName(name: string): string {
  const first = String.fromCodePoint(name.codePointAt(0)!)
  return first === name || first === QUOTE ? '***' : `${first}***`
}

function endOfDomain(text: string, from: number): number {
  let end = from
  while (end < text.length && isDomainCharacter(text.charCodeAt(end))) end += 1
  return end
}

function startOfName(text: string, at: number, done: number): number {
  if (text[at - 1] === QUOTE) return startOfQuotedName(text, at, done)
  let start = at
  while (start > done && isNameCharacter(text.charCodeAt(start - 1))) start -= 1
  return start
}

function startOfQuotedName(text: string, at: number, done: number): number {
  const earliest = Math.max(done, at - LONGEST_QUOTED_NAME)
  const opening = text.slice(earliest, at - 1).lastIndexOf(QUOTE)
  return opening === -1 ? at : earliest + opening
}

const codesOf = (characters: string): ReadonlySet<number> =>
  new Set(characters.split('').map((character) => character.charCodeAt(0)))

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const DOMAIN_CODES = codesOf(`${ALPHANUMERIC}.-`)
const NAME_CODES = codesOf(`${ALPHANUMERIC}!#$%&'*+-=?^_\`{|}~.`)
const LAST_ASCII = 127

function isDomainCharacter(code: number): boolean {
  return code > LAST_ASCII || DOMAIN_CODES.has(code)
}

function isNameCharacter(code: number): boolean {
  return code > LAST_ASCII || NAME_CODES.has(code)
}
