import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { PROJECT_ROOT } from '../project-root'
import { assessmentNames, type AssessmentNames } from './assessment-names'

export interface NewFile {
  /** Below the folder of the assessment. */
  readonly path: string
  readonly text: string
}

const TEMPLATE = join(PROJECT_ROOT, 'src', 'cli', 'new', 'template')
const ENDING = '.template'
/** The assessment that the template files are about. */
const EXAMPLE = assessmentNames('example-name')
const SPELLINGS: readonly (keyof AssessmentNames)[] = [
  'kebab',
  'pascal',
  'snake',
  'constant',
  'title',
  'words'
]

/** Files of a new assessment: those of the template under another name, in the order of their paths. */
export async function assessmentFiles(names: AssessmentNames): Promise<NewFile[]> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ENDING))
    .map((entry) => relative(TEMPLATE, join(entry.parentPath, entry.name)))
  return Promise.all(
    files.sort().map(async (file) => ({
      path: renamed(file.slice(0, -ENDING.length), names),
      text: renamed(await readFile(join(TEMPLATE, file), 'utf8'), names)
    }))
  )
}

/** A text about the example as a text about another assessment. */
function renamed(text: string, names: AssessmentNames): string {
  return SPELLINGS.reduce((current, spelling) => current.replaceAll(EXAMPLE[spelling], names[spelling]), text)
}
