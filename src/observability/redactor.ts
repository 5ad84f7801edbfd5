import { maskBoundaries } from './redaction/mask-boundaries'
import { maskCredentials, maskSecrets } from './redaction/mask-credentials'
import { maskEmails } from './redaction/mask-emails'

/** A shorter secret is a word of everyday texts, and masking it would make the log unreadable. */
const SHORTEST_SECRET = 8
const LONGEST_TEXT = 8192
const LONGEST_LAST_WORD = 320

/**
 * Takes e-mail addresses, boundaries and keys out of a text before it is logged.
 *
 * E-mail addresses become `p***@example.com`, coordinates `[boundary]`, keys `[secret]`. Texts are cut at 8,192
 * characters. Time grows with the length of the text, whatever is in it.
 */
export class Redactor {
  private readonly secrets: readonly string[]

  /** @param secrets keys and passwords of the configuration; those that are not set may be among them */
  constructor(secrets: readonly (string | undefined)[]) {
    const known = secrets
      .filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET)
      .flatMap((secret) => [secret, encodeURIComponent(secret)])
    this.secrets = [...new Set(known)].sort((a, b) => b.length - a.length)
  }

  redact(text: string): string {
    return maskBoundaries(maskEmails(maskCredentials(maskSecrets(cut(text), this.secrets))))
  }
}

/** Without the word that the cut goes through: half of an address or key would not be recognised. */
function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text
  const kept = text.slice(0, LONGEST_TEXT)
  const lastSpace = Math.max(kept.lastIndexOf(' '), kept.lastIndexOf('\n'))
  return `${kept.slice(0, Math.max(lastSpace, LONGEST_TEXT - LONGEST_LAST_WORD))} … (${text.length} characters)`
}
