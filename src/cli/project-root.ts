import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folder of the sources: above this file, whether it runs as written or compiled. */
export const PROJECT_ROOT = above(__dirname)

/** Folder of the invented district. */
export const SAMPLES = join(PROJECT_ROOT, 'samples')

function above(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : above(dirname(folder))
}
