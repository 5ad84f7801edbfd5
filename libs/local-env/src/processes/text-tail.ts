const MAX_CHARACTERS = 4000

/** The last part of a text that grows without end: enough of a log to explain a failure. */
export class TextTail {
  private text = ''

  add(chunk: string): void {
    this.text = (this.text + chunk).slice(-MAX_CHARACTERS)
  }

  toString(): string {
    return this.text.trim()
  }
}
