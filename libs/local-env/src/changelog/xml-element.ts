import { ChangelogNotUnderstood } from './changelog-not-understood'

const ATTRIBUTES = ':@'
const TEXT = '#text'

/** What the parser gives with `preserveOrder`: attributes, and one more member that is named like the element. */
export interface XmlNode {
  readonly ':@'?: Readonly<Record<string, string>>
  readonly '#text'?: string
  readonly [name: string]: unknown
}

/** One element of an XML document whose order was kept. */
export class XmlElement {
  private constructor(
    readonly name: string,
    private readonly attributes: Readonly<Record<string, string>>,
    private readonly content: readonly XmlNode[]
  ) {}

  static listFrom(nodes: readonly XmlNode[]): XmlElement[] {
    return nodes.flatMap((node) => {
      const name = Object.keys(node).find((key) => key !== ATTRIBUTES)
      if (name === undefined || name === TEXT) return []
      const content = node[name]
      return [new XmlElement(name, node[ATTRIBUTES] ?? {}, Array.isArray(content) ? content : [])]
    })
  }

  get children(): XmlElement[] {
    return XmlElement.listFrom(this.content)
  }

  /** Own text, CDATA included. */
  get text(): string {
    return this.content.map((node) => node[TEXT] ?? '').join('')
  }

  attribute(name: string): string | undefined {
    return this.attributes[name]
  }

  required(name: string, file: string): string {
    const value = this.attributes[name]
    if (!value) throw new ChangelogNotUnderstood(file, `<${this.name}> has no "${name}"`)
    return value
  }

  allowAttributes(known: readonly string[], file: string): void {
    const unknown = Object.keys(this.attributes).filter((name) => !known.includes(name))
    if (unknown.length === 0) return
    throw new ChangelogNotUnderstood(
      file,
      `<${this.name}> has "${unknown.join('", "')}", which is not understood`
    )
  }
}
