import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repository } from '../rules/planted-tree'

const NOT_COPIED = ['.git', '.nrf', 'coverage', 'node_modules']
/** Where the kit may write. */
const WATCHED = ['src', 'libs', 'test', 'samples', 'docs', 'changelog']
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024

/**
 * The sources of this project and what is built of them in a folder of their own, to be changed and built again; the
 * installed packages are lent.
 */
export class ProjectCopy {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'nrf-kit-')))
  private readonly originals: ReadonlyMap<string, string>

  constructor() {
    for (const entry of readdirSync(repository).filter((name) => !NOT_COPIED.includes(name))) {
      cpSync(join(repository, entry), join(this.folder, entry), { recursive: true })
    }
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'), 'junction')
    this.originals = this.contents()
  }

  /** Runs a shell command there, as its reader would. @throws Error with the output when it fails */
  run(command: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { PATH = '', HOME = '' } = process.env
    const options = {
      cwd: this.folder,
      env: { PATH, HOME, ...environment },
      maxBuffer: MOST_OUTPUT_BYTES
    }
    return new Promise((resolve, reject) => {
      execFile('sh', ['-c', command], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${command} failed:\n${stdout}\n${stderr}`, { cause: error }))
      })
    })
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    writeFileSync(join(this.folder, path), text)
  }

  /** Paths of the files that are new or not as they were, sorted. */
  changedFiles(): string[] {
    return [...this.contents()]
      .filter(([path, text]) => this.originals.get(path) !== text)
      .map(([path]) => path)
  }

  /** Paths of all files below a folder, sorted. */
  files(folder: string): string[] {
    const entries = readdirSync(join(this.folder, folder), { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .sort()
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  private contents(): Map<string, string> {
    return new Map(WATCHED.flatMap((folder) => this.files(folder)).map((path) => [path, this.read(path)]))
  }
}
