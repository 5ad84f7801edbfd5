import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '@nrf/local-env'

const run = promisify(execFile)
const ROOT = projectFolder()
const COMMAND_MS = 60_000

/** The commands that the runbook prints for a fault, in their order. */
export function commandsFor(fault: string): string[] {
  const page = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8')
  const block = new RegExp(`^\`\`\`sh fault=${fault}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)
  if (block === null) throw new Error(`docs/runbook.md has no commands for "${fault}"`)
  return block[1].trim().split('\n')
}

/**
 * Runs one command as it is printed, in a shell where `nrf` is the built command line.
 *
 * @param environment variables of the operator; `PORT` is that of the task that the page calls `localhost:8085`
 * @returns what the command wrote
 * @throws Error when it fails
 */
export async function follow(
  command: string,
  environment: Readonly<Record<string, string>>
): Promise<string> {
  const tool = `nrf() { "${process.execPath}" "${join(ROOT, 'dist', 'src', 'cli', 'nrf.js')}" "$@"; }`
  const line = command.replace('localhost:8085', `127.0.0.1:${environment.PORT}`)
  const { PATH = '', HOME = '' } = process.env
  const options = { cwd: ROOT, env: { PATH, HOME, ...environment }, timeout: COMMAND_MS }
  const { stdout } = await run('bash', ['-c', `set -e; ${tool}; ${line}`], options)
  return stdout
}
