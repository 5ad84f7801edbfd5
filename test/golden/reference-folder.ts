import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of the published fixtures and golden results; not part of this repository. */
const REFERENCE_DIR = process.env['REFERENCE_DIR']

export function referenceFile(...parts: string[]): string {
  return join(REFERENCE_DIR ?? '', ...parts)
}

export function readJsonLines<T>(...parts: string[]): T[] {
  return readFileSync(referenceFile(...parts), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): T => JSON.parse(line))
}

/** `describe` for what needs the reference folder; without it the group is skipped, and its name says so. */
export function describeWithReference(name: string, specs: () => void): void {
  if (REFERENCE_DIR) describe(name, specs)
  else describe.skip(`${name} (skipped: REFERENCE_DIR is not set)`, specs)
}
