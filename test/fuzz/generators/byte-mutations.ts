import fc from 'fast-check'

interface ByteChange {
  readonly kind: 'flip' | 'cut' | 'insert' | 'copy' | 'length'
  readonly at: number
  readonly to: number
  readonly bytes: Uint8Array
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/** Numbers that formats keep as lengths and offsets, both byte orders. */
const LENGTHS = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe].flatMap((length) => {
  const [little, big] = [Buffer.alloc(4), Buffer.alloc(4)]
  little.writeUInt32LE(length)
  big.writeUInt32BE(length)
  return [new Uint8Array(little), new Uint8Array(big)]
})

const byteChange: fc.Arbitrary<ByteChange> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'copy', 'length'),
  at: place,
  to: place,
  bytes: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.constantFrom(...LENGTHS))
})

/** A file and what became of it. */
export interface MutatedFile {
  readonly filename: string
  readonly bytes: Uint8Array
}

/** Files that were sound before a few of their bytes changed. */
export function mutatedFile(files: readonly MutatedFile[]): fc.Arbitrary<MutatedFile> {
  return fc
    .record({
      file: fc.constantFrom(...files),
      changes: fc.array(byteChange, { minLength: 1, maxLength: 6 }),
      name: fc.option(fc.constantFrom(...files.map(({ filename }) => filename)), { freq: 20 })
    })
    .map(({ file, changes, name }) => ({
      filename: name ?? file.filename,
      bytes: changes.reduce<Uint8Array>(applyChange, file.bytes)
    }))
}

/** Sound archives of shapefiles of which one part has changed: what is behind the door of the archive reader. */
export function mutatedParts(
  parts: Readonly<Record<string, Uint8Array>>,
  zip: (entries: { name: string; content: Buffer }[]) => Buffer
): fc.Arbitrary<MutatedFile> {
  return fc
    .record({
      part: fc.constantFrom(...Object.keys(parts)),
      changes: fc.array(byteChange, { minLength: 1, maxLength: 3 })
    })
    .map(({ part, changes }) => {
      const entries = Object.entries(parts).map(([name, bytes]) => ({
        name: `site.${name}`,
        content: Buffer.from(name === part ? changes.reduce<Uint8Array>(applyChange, bytes) : bytes)
      }))
      return { filename: 'site.zip', bytes: new Uint8Array(zip(entries)) }
    })
}

function applyChange(bytes: Uint8Array, change: ByteChange): Uint8Array {
  const at = Math.floor(change.at * bytes.length)
  const to = Math.floor(change.to * bytes.length)
  const parts: Readonly<Record<ByteChange['kind'], () => Uint8Array[]>> = {
    flip: () => [bytes.subarray(0, at), change.bytes.subarray(0, 1), bytes.subarray(at + 1)],
    cut: () => [bytes.subarray(0, at)],
    insert: () => [bytes.subarray(0, at), change.bytes, bytes.subarray(at)],
    copy: () => [bytes.subarray(0, at), bytes.subarray(to, to + 64), bytes.subarray(at)],
    length: () => [bytes.subarray(0, at), change.bytes, bytes.subarray(at + change.bytes.length)]
  }
  return new Uint8Array(Buffer.concat(parts[change.kind]()))
}
