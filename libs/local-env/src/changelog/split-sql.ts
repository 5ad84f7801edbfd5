import { ChangelogNotUnderstood } from './changelog-not-understood'
import type { XmlElement } from './xml-element'

/**
 * Texts to send, one query each. PostgreSQL takes several statements in one query, so only a delimiter that it does
 * not know itself needs a cut: as with Liquibase it stands at the end of a line.
 */
export function splitSql(sql: string, element: XmlElement, file: string): string[] {
  const isSplit = element.attribute('splitStatements') !== 'false'
  const delimiter = element.attribute('endDelimiter') ?? ';'
  if (isSplit && delimiter === ';' && /\$\w*\$/.test(sql)) {
    throw new ChangelogNotUnderstood(
      file,
      `<${element.name}> with a dollar-quoted body needs splitStatements="false": Liquibase would cut inside the body`
    )
  }
  const texts = isSplit && delimiter !== ';' ? splitAt(sql, delimiter) : [sql]
  return texts.map((text) => text.trim()).filter((text) => text !== '')
}

function splitAt(sql: string, delimiter: string): string[] {
  const texts = ['']
  for (const line of sql.split(/\r?\n/)) {
    const isEnd = line.trimEnd().endsWith(delimiter)
    texts[texts.length - 1] += `${isEnd ? line.trimEnd().slice(0, -delimiter.length) : line}\n`
    if (isEnd) texts.push('')
  }
  return texts
}
