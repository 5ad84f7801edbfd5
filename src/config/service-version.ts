import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentVariables } from './env.schema'

/** The version that logs, results and `/version` name; `root` is the folder of `package.json`. */
export function serviceVersion(variables: EnvironmentVariables, root: string): string {
  return (
    variables.SERVICE_VERSION ??
    readIfThere(join(root, '.git-hash')) ??
    variables.GIT_HASH ??
    packageVersion(root)
  )
}

function packageVersion(root: string): string {
  const text = readIfThere(join(root, 'package.json'))
  const description: { version?: string } = JSON.parse(text ?? '{}')
  return description.version ?? 'unknown'
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || undefined : undefined
}
