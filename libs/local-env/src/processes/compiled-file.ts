import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folder that holds `package.json`, seen from the sources as well as from `dist`. */
export function projectFolder(): string {
  let folder = __dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`No package.json above ${__dirname}`)
    folder = parent
  }
  return folder
}

/**
 * Path of a compiled file. Child processes always run compiled code, also when the parent runs the sources.
 *
 * @param path below `dist`, for example `src/main.js`
 */
export function compiledFile(path: string): string {
  const file = join(projectFolder(), 'dist', path)
  if (!existsSync(file)) throw new Error(`${file} does not exist; build the project first: npm run build`)
  return file
}

/** Path of the compiled program of a child process, by its short name. */
export function childFile(name: string): string {
  return compiledFile(`libs/local-env/src/children/${name}.js`)
}
