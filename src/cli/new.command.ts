import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Command } from 'commander'
import { assessmentFiles } from './new/assessment-files'
import { assessmentNames, type AssessmentNames } from './new/assessment-names'
import { withAssessment } from './new/assessments-module'

interface NewOptions {
  readonly dir: string
  readonly dryRun: boolean
}

/** `nrf new`: code that the project has a form for. It needs the sources and the development install. */
export function newCommand(): Command {
  const command = new Command('new').description('add code to the sources of this service')
  command
    .command('assessment')
    .description('add a small assessment that works: its folder, and its line in assessments.module.ts')
    .argument('<name>', 'wire type and folder, in lower case with hyphens, for example air-quality')
    .option('--dir <folder>', 'folder of the assessments', join('src', 'assessments'))
    .option('--dry-run', 'name the files and write nothing', false)
    .action((name: string, options: NewOptions) => newAssessment(assessmentNames(name), options))
  return command
}

async function newAssessment(names: AssessmentNames, { dir, dryRun }: NewOptions): Promise<void> {
  const folder = join(dir, names.kebab)
  if (existsSync(folder)) throw new Error(`${folder} exists already; nothing was written`)
  const moduleFile = join(dir, 'assessments.module.ts')
  if (!existsSync(moduleFile))
    throw new Error(`${moduleFile} does not exist; run this in the project's folder`)
  const contents = new Map([
    [moduleFile, withAssessment(await readFile(moduleFile, 'utf8'), names)],
    ...(await assessmentFiles(names)).map(({ path, text }) => [join(folder, path), text] as const)
  ])
  if (!dryRun) await writeAll(contents)
  for (const file of contents.keys()) console.log(`${dryRun ? 'Would write' : 'Wrote'} ${file}`)
  if (!dryRun)
    console.log(`Next: npm run check, then docs/adding-an-assessment.md on what to make of ${folder}`)
}

async function writeAll(contents: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, text] of contents) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  const prettier = join(dirname(require.resolve('prettier/package.json')), 'bin', 'prettier.cjs')
  await promisify(execFile)(process.execPath, [
    prettier,
    '--log-level',
    'warn',
    '--write',
    ...contents.keys()
  ])
}
