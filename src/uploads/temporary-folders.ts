import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isNativeError } from 'node:util/types'

const NAME = /^nrf-upload-(\d+)-/

/**
 * Folders for files that have to be on disk to be read. Made for one job and removed after it, however it ends; what a
 * process that was killed left behind goes at the next start.
 */
export class TemporaryFolders {
  constructor(private readonly parent = tmpdir()) {}

  async lend<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.parent, `nrf-upload-${process.pid}-`))
    try {
      return await use(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Removes the folders of processes that are gone. @returns how many */
  async sweep(): Promise<number> {
    const names = (await readdir(this.parent)).filter((name) => NAME.test(name))
    const left = await Promise.all(names.map((name) => this.isLeft(name)))
    const folders = names.filter((_, index) => left[index])
    await Promise.all(folders.map((name) => rm(join(this.parent, name), { recursive: true, force: true })))
    return folders.length
  }

  /** A container gives every process that it starts the same number, so the age counts as well. */
  private async isLeft(name: string): Promise<boolean> {
    const owner = Number(NAME.exec(name)![1])
    if (owner !== process.pid) return !isRunning(owner)
    const startedAtMs = Date.now() - process.uptime() * 1000
    const folder = await stat(join(this.parent, name)).catch(() => undefined)
    return folder !== undefined && folder.mtimeMs < startedAtMs
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return !(isNativeError(error) && 'code' in error && error.code === 'ESRCH')
  }
}
