import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { messageOf } from '../processes/error-code'
import { nameOf, type ChangeSet } from './change-set'
import { ChangelogNotUnderstood } from './changelog-not-understood'
import { splitSql } from './split-sql'
import { XmlElement } from './xml-element'

const CHANGE_SET_ATTRIBUTES = ['id', 'author']
const SQL_ATTRIBUTES = ['splitStatements', 'endDelimiter', 'stripComments']
const SQL_FILE_ATTRIBUTES = [...SQL_ATTRIBUTES, 'path', 'relativeToChangelogFile', 'encoding']
/** Elements that change nothing when a change set is applied. */
const WITHOUT_EFFECT = ['rollback', 'comment', 'tagDatabase']

interface Place {
  /** Folder that paths of `include` and `sqlFile` start from. */
  readonly root: string
  /** Path of the file that is being read, below the root. */
  readonly file: string
}

/**
 * Reads a Liquibase changelog with everything that it includes, in order. Understood are `include`, and `changeSet`
 * with `sql`, `sqlFile`, `rollback`, `comment` and `tagDatabase`. Paths start from the folder that holds the folder
 * of the root file, as on the platform.
 *
 * @param changelogFile path of the root file, for example `changelog/db.changelog.xml`
 * @throws ChangelogNotUnderstood for every other element or attribute, and for one change set found twice
 */
export async function readChangelog(changelogFile: string): Promise<ChangeSet[]> {
  const folder = dirname(resolve(changelogFile))
  const root = dirname(folder)
  const changeSets = await readFileOf({ root, file: resolve(changelogFile).slice(root.length + 1) })
  const names = changeSets.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new ChangelogNotUnderstood(changelogFile, `change set ${twice} is there twice`)
  return changeSets
}

async function readFileOf(place: Place): Promise<ChangeSet[]> {
  const document = parse(await textOf(place), place)
  const [top, ...others] = document.filter(({ name }) => name !== '?xml')
  if (top?.name !== 'databaseChangeLog' || others.length > 0) {
    throw new ChangelogNotUnderstood(place.file, 'the top element is not <databaseChangeLog>')
  }
  const changeSets: ChangeSet[] = []
  for (const element of top.children) changeSets.push(...(await readTopElement(element, place)))
  return changeSets
}

async function readTopElement(element: XmlElement, place: Place): Promise<ChangeSet[]> {
  if (element.name === 'include') {
    element.allowAttributes(['file', 'relativeToChangelogFile'], place.file)
    return readFileOf({ ...place, file: pathOf(element, 'file', place) })
  }
  if (element.name === 'changeSet') return [await readChangeSet(element, place)]
  throw new ChangelogNotUnderstood(place.file, `<${element.name}> is not understood`)
}

async function readChangeSet(element: XmlElement, place: Place): Promise<ChangeSet> {
  element.allowAttributes(CHANGE_SET_ATTRIBUTES, place.file)
  const statements: string[] = []
  for (const child of element.children) statements.push(...(await readChange(child, place)))
  return {
    id: element.required('id', place.file),
    author: element.required('author', place.file),
    file: place.file,
    statements
  }
}

async function readChange(element: XmlElement, place: Place): Promise<string[]> {
  if (WITHOUT_EFFECT.includes(element.name)) return []
  if (element.name === 'sql') {
    element.allowAttributes(SQL_ATTRIBUTES, place.file)
    return splitSql(element.text, element, place.file)
  }
  if (element.name === 'sqlFile') {
    element.allowAttributes(SQL_FILE_ATTRIBUTES, place.file)
    const path = pathOf(element, 'path', place)
    return splitSql(await readFile(join(place.root, path), 'utf8'), element, path)
  }
  throw new ChangelogNotUnderstood(place.file, `<${element.name}> in a change set is not understood`)
}

function pathOf(element: XmlElement, attribute: string, { file }: Place): string {
  const path = element.required(attribute, file)
  return element.attribute('relativeToChangelogFile') === 'true' ? join(dirname(file), path) : path
}

async function textOf({ root, file }: Place): Promise<string> {
  try {
    return await readFile(join(root, file), 'utf8')
  } catch (error) {
    throw new ChangelogNotUnderstood(file, `cannot be read, ${messageOf(error)}`)
  }
}

function parse(xml: string, { file }: Place): XmlElement[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false
  })
  const validity = XMLValidator.validate(xml)
  if (validity !== true) {
    const { msg, line, col } = validity.err
    throw new ChangelogNotUnderstood(file, `is not well formed, line ${line}, column ${col}: ${msg}`)
  }
  return XmlElement.listFrom(parser.parse(xml))
}
