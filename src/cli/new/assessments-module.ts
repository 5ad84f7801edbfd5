import type { AssessmentNames } from './assessment-names'

const IMPORT = /^import \{ (\w+) \} from '(\.[^']*)'$/gm
const LIST = /^( *imports: \[)([\w\s,]*)\]/gm

/**
 * The text of `assessments.module.ts` with one more assessment: its import and its entry in `imports`.
 * @throws Error when the file is not of the form that it has in this project
 */
export function withAssessment(text: string, { kebab, pascal }: AssessmentNames): string {
  const module = `${pascal}Module`
  const lastImport = [...text.matchAll(IMPORT)].at(-1)
  const lists = [...text.matchAll(LIST)]
  if (new RegExp(`\\b${module}\\b`).test(text))
    throw new Error(`assessments.module.ts has a ${module} already`)
  if (lastImport === undefined || lists.length !== 1) {
    throw new Error(
      `assessments.module.ts has changed its form: add ${module} to its imports by hand, as ` +
        'docs/adding-an-assessment.md shows'
    )
  }
  const [list] = lists
  const entries = list[2].trim().replace(/,$/, '')
  const entered = `${text.slice(0, list.index)}${list[1]}${entries}, ${module}]${text.slice(list.index + list[0].length)}`
  const afterImports = lastImport.index + lastImport[0].length
  const line = `\nimport { ${module} } from './${kebab}/${kebab}.module'`
  return `${entered.slice(0, afterImports)}${line}${entered.slice(afterImports)}`
}
