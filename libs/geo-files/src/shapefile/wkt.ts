/** One bracketed group of well-known text: `PROJCS["name", UNIT["Meter", 1.0]]`. */
export interface WktNode {
  readonly keyword: string
  readonly values: readonly (string | number)[]
  readonly nodes: readonly WktNode[]
}

const TOKEN = /"(?:[^"]|"")*"|[[\](),]|[^\s[\](),"]+/g
const LONGEST_TEXT = 64 * 1024
const DEEPEST = 16

/** Reads the text of a `.prj` file; null when it is no well-known text. */
export function parseWkt(text: string): WktNode | null {
  if (text.length > LONGEST_TEXT) return null
  const tokens = text.match(TOKEN) ?? []
  const reader = new WktReader(tokens)
  const node = reader.node(0)
  return node !== null && reader.isAtEnd() ? node : null
}

class WktReader {
  private position = 0

  constructor(private readonly tokens: readonly string[]) {}

  isAtEnd(): boolean {
    return this.position === this.tokens.length
  }

  node(depth: number): WktNode | null {
    const keyword = this.take()
    if (!/^[A-Za-z_]\w*$/.test(keyword) || !/^[[(]$/.test(this.take()) || depth > DEEPEST) return null
    const values: (string | number)[] = []
    const nodes: WktNode[] = []
    do {
      if (!this.member(values, nodes, depth)) return null
    } while (this.takeIf(','))
    return /^[\])]$/.test(this.take()) ? { keyword: keyword.toUpperCase(), values, nodes } : null
  }

  private member(values: (string | number)[], nodes: WktNode[], depth: number): boolean {
    if (/^[[(]$/.test(this.tokens[this.position + 1] ?? '')) {
      const node = this.node(depth + 1)
      if (node !== null) nodes.push(node)
      return node !== null
    }
    const token = this.take()
    const value = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : Number(token)
    values.push(Number.isNaN(value) ? token : value)
    return /^["\w+-]/.test(token)
  }

  private take(): string {
    return this.tokens[this.position++] ?? ''
  }

  private takeIf(token: string): boolean {
    const isNext = this.tokens[this.position] === token
    if (isNext) this.position++
    return isNext
  }
}
