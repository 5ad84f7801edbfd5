const LIMIT = 200

const REDACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^/\s@]+@/g, '//***@'],
  [/\b(password|passwd|pwd|secret|token|key|authorization)(["']?\s*[=:]\s*)\S+/gi, '$1$2***'],
  [/[^\s@<>"',;:()]+@[^\s@<>"',;:()]+\.[^\s@<>"',;:()]+/g, '***']
]

/** A text from elsewhere that may be shown in a health answer: without credentials and addresses, and short. */
export function boundedText(text: string): string {
  const redacted = REDACTIONS.reduce((shown, [pattern, stand]) => shown.replace(pattern, stand), text)
  return redacted.length <= LIMIT ? redacted : `${redacted.slice(0, LIMIT - 1)}…`
}
