const MASK = '[secret]'

const HEX_UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/:\/\/[^\s/@"']*@/g, `://${MASK}@`],
  [new RegExp(`${HEX_UUID}-${HEX_UUID}`, 'g'), MASK],
  [/\bBearer\s+[^\s"',]+/gi, `Bearer ${MASK}`],
  [/((?:x-api-key|authorization)["'\\]*\s*[:=]\s*["'\\]*)(?!Bearer\b)[^\s"',}\\]+/gi, `$1${MASK}`],
  [/(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"']+/gi, `$1${MASK}`],
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, MASK]
]

/** Replaces what looks like a key, a token or the user and password of an address. */
export function maskCredentials(text: string): string {
  return PATTERNS.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text)
}

/** Replaces texts that are known to be secret. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}
