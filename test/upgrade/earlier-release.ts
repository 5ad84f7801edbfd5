import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '@nrf/local-env'

const ROOT = projectFolder()
const STEP_MS = 300_000
const ARCHIVE_BYTES = 512 * 1024 * 1024

/**
 * What HEAD is compared with: the commit that `UPGRADE_FROM` names, else the last tag before it; undefined before the
 * first tag.
 */
export function earlierRelease(): string | undefined {
  const given = process.env['UPGRADE_FROM']
  if (given) return given
  try {
    return git('describe', '--tags', '--abbrev=0', 'HEAD').trim()
  } catch {
    return undefined
  }
}

/** The sources of an earlier release, built in a folder of their own. */
export class EarlierRelease {
  readonly folder = mkdtempSync(join(tmpdir(), 'nrf-earlier-'))

  constructor(readonly name: string) {}

  get main(): string {
    return join(this.folder, 'dist', 'src', 'main.js')
  }

  get changelog(): string {
    return join(this.folder, 'changelog', 'db.changelog.xml')
  }

  /** Its own packages are installed where those of this checkout are others. */
  build(): void {
    const archive = execFileSync('git', ['archive', this.name], { cwd: ROOT, maxBuffer: ARCHIVE_BYTES })
    execFileSync('tar', ['-x', '-C', this.folder], { input: archive })
    if (this.hasSamePackages())
      symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'), 'junction')
    else this.run('npm', 'ci', '--ignore-scripts')
    this.run('npm', 'run', '-s', 'build')
  }

  /** Runs a command of its own `nrf`. @returns what it wrote */
  nrf(words: readonly string[], environment: Readonly<Record<string, string>>): string {
    const { PATH = '', HOME = '' } = process.env
    const tool = join(this.folder, 'dist', 'src', 'cli', 'nrf.js')
    const options = {
      cwd: this.folder,
      env: { PATH, HOME, ...environment },
      timeout: STEP_MS,
      encoding: 'utf8'
    } as const
    return execFileSync(process.execPath, [tool, ...words], options)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** What it depends on is installed here, in the very versions. */
  private hasSamePackages(): boolean {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(this.folder, 'package.json'), 'utf8')
    )
    return Object.entries({ ...dependencies, ...devDependencies }).every(([name, version]) => {
      const file = join(ROOT, 'node_modules', name, 'package.json')
      return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version
    })
  }

  private run(command: string, ...words: readonly string[]): void {
    execFileSync(command, words, { cwd: this.folder, timeout: STEP_MS, stdio: 'pipe' })
  }
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
