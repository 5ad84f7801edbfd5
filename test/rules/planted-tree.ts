import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const repository = resolve(__dirname, '../..')

/** A folder of its own for files that break a rule on purpose; the tools judge them by their place in it. */
export class PlantedTree {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'planted-')))

  plant(files: Record<string, string>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), text)
    }
    return this
  }

  /** Copies files of the repository to the same place. */
  copy(...paths: string[]): this {
    for (const path of paths) cpSync(join(repository, path), join(this.folder, path))
    return this
  }

  /** Lends the installed packages to the tree. */
  linkPackages(): this {
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'), 'junction')
    return this
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Runs a tool of this repository in a folder and reads its JSON; its exit code only says that it found faults. */
export async function reportOf(tool: string, args: string[], folder: string): Promise<unknown> {
  const file = join(repository, 'node_modules', tool)
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((done) => {
    const limits = { cwd: folder, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [file, ...args], limits, (_, out, err) => done({ stdout: out, stderr: err }))
  })
  if (stdout.trim() === '') throw new Error(`${tool} reported nothing: ${stderr}`)
  return JSON.parse(stdout)
}
