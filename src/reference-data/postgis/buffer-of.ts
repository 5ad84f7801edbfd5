/** The same bytes as what `pg` takes for a `bytea` or `geometry` parameter; nothing is copied. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
