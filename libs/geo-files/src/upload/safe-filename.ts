const LONGEST_BYTES = 255
const ALLOWED = /^[\p{Script=Latin}0-9 ._()-]+$/u
const SOME_LETTER_OR_DIGIT = /[\p{Script=Latin}0-9]/u
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i

/** What follows the last slash or backslash: browsers and programs send whole paths. */
export function baseNameOf(filename: string): string {
  return filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1).normalize('NFC')
}

/**
 * Whether the name of a file may be shown and stored: 1 to 255 bytes of Latin letters, digits, spaces and `. _ ( ) -`
 * with a letter or digit among them; no hidden file, and no name that is a device on Windows.
 */
export function isSafeFilename(name: string): boolean {
  return (
    Buffer.byteLength(name) <= LONGEST_BYTES &&
    ALLOWED.test(name) &&
    SOME_LETTER_OR_DIGIT.test(name) &&
    !name.startsWith('.') &&
    !DEVICE.test(name)
  )
}
