/** Name and type of a file, as they are stored with it. */
export interface ObjectLabel {
  readonly filename?: string
  readonly contentType?: string
}

interface StoredObject {
  readonly Metadata?: Readonly<Record<string, string>>
  readonly ContentType?: string
}

const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?\s]*)\?=/gi

/** Reads what the CDP Uploader stores: `filename`, `encodedfilename` (RFC 2047, wins) and `contenttype`. */
export function objectLabel({ Metadata = {}, ContentType }: StoredObject): ObjectLabel {
  const encoded = Metadata['encodedfilename']
  const filename = (encoded === undefined ? undefined : decoded(encoded)) ?? Metadata['filename']
  return { filename, contentType: Metadata['contenttype'] ?? ContentType }
}

/** Words in UTF-8, one after the other; undefined for anything else. */
function decoded(text: string): string | undefined {
  if (text.replace(ENCODED_WORD, '').trim() !== '') return undefined
  const words = [...text.matchAll(ENCODED_WORD)].map(([, encoding, word]) =>
    encoding.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : quotedBytes(word)
  )
  return words.length === 0 ? undefined : Buffer.concat(words).toString('utf8')
}

function quotedBytes(word: string): Buffer {
  const bytes = word
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(bytes, 'latin1')
}
