/** Where a JSON value lies in the bytes: from `start` up to, not including, `end`. */
export interface JsonSpan {
  readonly start: number
  readonly end: number
}

/** The bytes are no JSON, or deeper nested than any geometry. */
export class JsonScanError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'JsonScanError'
  }
}

const DEEPEST_NESTING = 64
const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20]
const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** What a byte outside strings adds to the depth. */
const NESTING_STEP = new Int8Array(256)
for (const open of [OPEN_ARRAY, OPEN_OBJECT]) NESTING_STEP[open] = 1
for (const close of [CLOSE_ARRAY, CLOSE_OBJECT]) NESTING_STEP[close] = -1

/**
 * Finds the members of a JSON object and the elements of a JSON array without parsing them, so that a large
 * collection can be parsed element by element. What is inside a span is only bracketed, not checked. Linear time.
 */
export class JsonScanner {
  private constructor(
    private readonly bytes: Buffer,
    private position: number
  ) {}

  /** The members of the object that is the whole of `bytes`. */
  static membersOf(bytes: Buffer): Map<string, JsonSpan> {
    const scanner = new JsonScanner(bytes, 0)
    const members = new Map<string, JsonSpan>()
    scanner.each(OPEN_OBJECT, CLOSE_OBJECT, () => scanner.member(members))
    if (!Number.isNaN(scanner.peek())) throw scanner.unexpected('the end')
    return members
  }

  /** The elements of the array that starts at `start`. */
  static elementsOf(bytes: Buffer, start: number, onElement: (element: JsonSpan) => void): void {
    const scanner = new JsonScanner(bytes, start)
    scanner.each(OPEN_ARRAY, CLOSE_ARRAY, () => onElement(scanner.value()))
  }

  private each(open: number, close: number, read: () => void): void {
    this.expect(open)
    if (this.peek() === close) {
      this.position++
      return
    }
    for (;;) {
      read()
      if (this.peek() === close) break
      this.expect(COMMA)
    }
    this.position++
  }

  private member(members: Map<string, JsonSpan>): void {
    if (this.peek() !== QUOTE) throw this.unexpected('a member name')
    const { start, end } = this.value()
    const name = this.bytes.toString('utf8', start + 1, end - 1)
    if (members.has(name)) throw new JsonScanError(`the member "${name.slice(0, 60)}" occurs twice`)
    this.expect(COLON)
    members.set(name, this.value())
  }

  private value(): JsonSpan {
    const first = this.peek()
    const start = this.position
    if (first === QUOTE) this.skipString()
    else if (first === OPEN_OBJECT || first === OPEN_ARRAY) this.skipNested()
    else this.skipScalar()
    return { start, end: this.position }
  }

  private skipScalar(): void {
    const start = this.position
    while (this.position < this.bytes.length && !isDelimiter(this.bytes[this.position])) this.position++
    if (this.position === start) throw this.unexpected('a value')
  }

  private skipNested(): void {
    let depth = 0
    do {
      const byte = this.bytes[this.position]
      if (byte === undefined) throw this.unexpected('a closing bracket')
      depth += NESTING_STEP[byte]
      if (depth > DEEPEST_NESTING)
        throw new JsonScanError(`it is nested deeper than ${DEEPEST_NESTING} levels`)
      if (byte === QUOTE) this.skipString()
      else this.position++
    } while (depth > 0)
  }

  private skipString(): void {
    let end = this.position
    do {
      end = this.bytes.indexOf(QUOTE, end + 1)
      if (end < 0) {
        this.position = this.bytes.length
        throw this.unexpected('a closing quote')
      }
    } while (this.isEscaped(end))
    this.position = end + 1
  }

  private isEscaped(quote: number): boolean {
    let backslashes = 0
    while (this.bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++
    return backslashes % 2 === 1
  }

  /** The next byte that is no white space; NaN at the end. */
  private peek(): number {
    while (isSpace(this.bytes[this.position])) this.position++
    return this.bytes[this.position] ?? NaN
  }

  private expect(byte: number): void {
    if (this.peek() !== byte) throw this.unexpected(`"${String.fromCharCode(byte)}"`)
    this.position++
  }

  private unexpected(expected: string): JsonScanError {
    const where = this.position < this.bytes.length ? `at byte ${this.position}` : 'where the file ends'
    return new JsonScanError(`${expected} is expected ${where}`)
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB
}

function isDelimiter(byte: number): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === COLON
}
