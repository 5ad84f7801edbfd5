import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import { preProcessFile } from 'typescript'

const ROOT = projectFolder()
/** Runs on developers' machines only, or in tests. */
const NOT_IN_PRODUCTION = /\.spec\.ts$|\/testing\/|^libs\/local-env\/|^src\/cli\/demo\//

export const readProjectFile = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
export const isProjectFile = (path: string): boolean => existsSync(join(ROOT, path))

/** Paths of the source files that an image may run, from the root of the project. */
export function productionFiles(): string[] {
  return ['src', 'libs']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
    )
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !NOT_IN_PRODUCTION.test(path))
    .sort()
}

/** The production files that `entry` loads, by whatever way, itself included. */
export function reachedFrom(entry: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [entry]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file) || NOT_IN_PRODUCTION.test(file)) continue
    reached.add(file)
    const { importedFiles } = preProcessFile(readProjectFile(file))
    const importer = file
    open.push(...importedFiles.flatMap(({ fileName }) => resolveImport(importer, fileName)))
  }
  return reached
}

function resolveImport(importer: string, name: string): string[] {
  if (name.startsWith('@nrf/')) return [`libs/${name.slice('@nrf/'.length)}/src/index.ts`]
  if (!name.startsWith('.')) return []
  const path = normalize(join(dirname(importer), name)).replace(/\.js$/, '')
  return [`${path}.ts`, join(path, 'index.ts')].filter(isProjectFile)
}
