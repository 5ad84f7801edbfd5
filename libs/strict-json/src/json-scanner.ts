import { jsonPointerOf } from './json-pointer'
import { JsonRefused, type JsonProblemCode } from './json-refused'
import { isNumberInRange, isSuspect } from './number-check'
import type { StrictJsonLimits } from './strict-json-limits'

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const [ZERO, NINE] = [0x30, 0x39]
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const LOWER_U = 0x75
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const UNICODE_ESCAPE_LENGTH = 6

interface Container {
  /** Keys so far; undefined for an array. */
  readonly keys?: Set<string>
  /** Key or index of the member that is being read. */
  at: string | number
}

/**
 * Walks over the bytes of a text and refuses what `JSON.parse` would take. It does not check the grammar: for a text
 * that is JSON its view of strings, numbers and nesting is exact, and the parser refuses all others afterwards.
 */
export class JsonScanner {
  private readonly containers: Container[] = []
  private position = 0
  private expectsKey = false

  constructor(
    private readonly bytes: Buffer,
    private readonly limits: StrictJsonLimits
  ) {}

  /** @throws JsonRefused */
  scan(): void {
    const { bytes } = this
    while (this.position < bytes.length) {
      const byte = bytes[this.position]
      if (byte === MINUS || (byte >= ZERO && byte <= NINE)) this.number()
      else if (byte === QUOTE) this.string()
      else {
        this.position += 1
        this.punctuation(byte)
      }
    }
  }

  private punctuation(byte: number): void {
    switch (byte) {
      case COMMA:
        this.next()
        break
      case OPEN_ARRAY:
        this.open({ at: 0 })
        break
      case OPEN_OBJECT:
        this.open({ keys: new Set(), at: '' })
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        this.containers.pop()
        this.expectsKey = false
        break
      default:
    }
  }

  private open(container: Container): void {
    this.containers.push(container)
    if (this.containers.length > this.limits.maxDepth) {
      throw this.refused('too_deep', `nested more than ${this.limits.maxDepth} levels deep`)
    }
    this.expectsKey = container.keys !== undefined
  }

  private next(): void {
    const container = this.containers.at(-1)
    if (container === undefined) return
    if (typeof container.at === 'number') container.at += 1
    this.expectsKey = container.keys !== undefined
  }

  private number(): void {
    const { bytes } = this
    const start = this.position
    let [hasPoint, hasExponent] = [false, false]
    let end = start + 1
    for (; end < bytes.length; end++) {
      const byte = bytes[end]
      if (byte >= ZERO && byte <= NINE) continue
      if (byte === POINT) hasPoint = true
      else if (isExponentPart(byte)) hasExponent = true
      else break
    }
    this.position = end
    if (!isSuspect(end - start, hasPoint, hasExponent)) return
    if (!isNumberInRange(bytes.toString('latin1', start, end))) {
      throw this.refused('number_out_of_range', 'a number that cannot be kept exactly')
    }
  }

  private string(): void {
    const { bytes } = this
    const start = this.position + 1
    let end = start
    let hasEscapes = false
    while (end < bytes.length && bytes[end] !== QUOTE) {
      if (bytes[end] === BACKSLASH) {
        hasEscapes = true
        end += this.escape(end)
      } else end += 1
    }
    this.position = end + 1
    if (this.expectsKey) this.key(start, Math.min(end, bytes.length), hasEscapes)
  }

  /** @returns how many bytes the escape at this offset has; a surrogate pair counts as one */
  private escape(offset: number): number {
    if (this.bytes[offset + 1] !== LOWER_U) return 2
    const unit = this.unitAt(offset)
    if (unit === 0) throw this.refused('illegal_character', 'the character U+0000')
    if (unit < 0xd800 || unit > 0xdfff) return UNICODE_ESCAPE_LENGTH
    const second = this.unitAt(offset + UNICODE_ESCAPE_LENGTH)
    if (unit > 0xdbff || second < 0xdc00 || second > 0xdfff) {
      throw this.refused('illegal_character', 'half of a surrogate pair')
    }
    return 2 * UNICODE_ESCAPE_LENGTH
  }

  /** The code unit of a `\uXXXX` escape; 1, which no rule minds, where there is none. */
  private unitAt(offset: number): number {
    const digits = /^\\u([0-9a-fA-F]{4})$/.exec(
      this.bytes.toString('latin1', offset, offset + UNICODE_ESCAPE_LENGTH)
    )
    return digits === null ? 1 : Number.parseInt(digits[1], 16)
  }

  private key(start: number, end: number, hasEscapes: boolean): void {
    const container = this.containers.at(-1)!
    const keys = container.keys!
    const key = hasEscapes ? this.unescaped(start, end) : this.bytes.toString('utf8', start, end)
    container.at = key
    this.expectsKey = false
    if (keys.has(key)) throw this.refused('duplicate_key', 'this key is there twice')
    if (key === '__proto__') throw this.refused('forbidden_key', 'this key is not allowed')
    keys.add(key)
    if (keys.size > this.limits.maxMembers) {
      container.at = ''
      throw this.refused('too_many_members', `more than ${this.limits.maxMembers} members in one object`)
    }
  }

  private unescaped(start: number, end: number): string {
    try {
      return String(JSON.parse(this.bytes.toString('utf8', start - 1, end + 1)))
    } catch {
      throw this.refused('not_json', 'a key that is not a JSON string')
    }
  }

  private refused(code: JsonProblemCode, problem: string): JsonRefused {
    return new JsonRefused(code, jsonPointerOf(this.containers.map(({ at }) => at)), problem)
  }
}

/** `e`, `E`, `+` and `-`. */
function isExponentPart(byte: number): boolean {
  return byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === MINUS
}
