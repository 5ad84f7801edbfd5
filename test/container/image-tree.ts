import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob, relative } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import { copyOf, instructionsOf, type Stage } from './dockerfile'

const ROOT = projectFolder()
const HOME = '/home/node/'
/** Lent or made by the install; never part of what a build is given. */
const NEVER = /^(node_modules|dist)(\/|$)/

/**
 * The folders that the two stages of the Dockerfile would hold, made without a container engine: the context by
 * `.dockerignore`, the build run, the COPY instructions followed, and of the packages those that `npm ci --omit=dev`
 * installs, taken from the lock file.
 */
export class ImageTree {
  readonly folder = mkdtempSync(join(tmpdir(), 'nrf-image-'))
  readonly development = join(this.folder, 'development')
  readonly production = join(this.folder, 'production')

  /** Copies the context and builds it with the packages of this checkout. */
  buildDevelopment(): void {
    for (const path of contextFiles()) cpSync(join(ROOT, path), join(this.development, path))
    symlinkSync(join(ROOT, 'node_modules'), join(this.development, 'node_modules'), 'junction')
    execFileSync('npm', ['run', '-s', 'build'], { cwd: this.development, timeout: 240_000, stdio: 'pipe' })
  }

  /** Copies what `stage` copies out of the development stage, and the packages of production. */
  buildProduction(stage: Stage): void {
    for (const { sources, target } of instructionsOf(stage, 'COPY').map(copyOf)) {
      for (const source of sources.filter((path) => !path.includes('*'))) this.copy(source, target)
    }
    for (const path of productionPackages()) {
      cpSync(join(ROOT, path), join(this.production, path), { recursive: true, filter: ownFilesOf(path) })
    }
  }

  /** Lets other users read it and nobody write to it. */
  makeReadOnly(): void {
    chmodSync(this.folder, 0o755)
    execFileSync('chmod', ['-R', 'a+rX,a-w', this.production])
  }

  remove(): void {
    execFileSync('chmod', ['-R', 'u+w', this.folder])
    rmSync(this.folder, { recursive: true })
  }

  private copy(source: string, target: string): void {
    const path = source.slice(HOME.length)
    const to = target === './' ? path : target
    cpSync(join(this.development, path), join(this.production, to), { recursive: true })
  }
}

/** The files of the project that a build is given. */
export function contextFiles(): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8'
  })
    .split('\n')
    .filter((path) => path !== '' && !NEVER.test(path) && existsSync(join(ROOT, path)) && !isIgnored(path))
}

/** The last line of `.dockerignore` that meets a file or a folder above it counts. */
export function isIgnored(path: string): boolean {
  return ignoreLines().reduce((ignored, line) => {
    const pattern = line.replace(/^!/, '')
    return meets(path, pattern) ? !line.startsWith('!') : ignored
  }, false)
}

function meets(path: string, pattern: string): boolean {
  for (let part = path; part !== '.'; part = dirname(part)) if (matchesGlob(part, pattern)) return true
  return false
}

function ignoreLines(): string[] {
  return readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Folders of the packages that are no development packages; those of other machines are not there. */
export function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  return Object.entries<{ dev?: boolean }>(packages)
    .filter(([path, { dev }]) => path !== '' && !dev && existsSync(join(ROOT, path)))
    .map(([path]) => path)
}

/** Packages inside a package have their own entry in the lock file. */
function ownFilesOf(path: string): (source: string) => boolean {
  const folder = join(ROOT, path)
  return (source) => !relative(folder, source).split('/').includes('node_modules')
}

/** Every file and folder below `folder`, for comparing before and after. */
export function listingOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}
