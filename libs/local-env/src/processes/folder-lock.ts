import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from './error-code'

const POLL_MS = 50

/** Is there a process with this id, whoever owns it? */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

async function holderOf(file: string): Promise<number | undefined> {
  try {
    return Number(await readFile(file, 'utf8'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  const holder = await holderOf(file)
  // An empty file belongs to somebody who is about to write its id.
  if (holder && !isAlive(holder)) await rm(file, { force: true })
  return false
}

/**
 * Takes a lock between processes: a file with the id of its holder. The lock of a process that is gone counts as
 * free.
 *
 * @param file path of the lock file; its folder is made
 * @param waitMs how long to wait for another holder
 * @returns function that gives the lock back
 * @throws Error naming the holder when the lock stays taken
 */
export async function takeLock(file: string, waitMs: number): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true })
  const deadline = Date.now() + waitMs
  while (!(await tryLock(file))) {
    const holder = await holderOf(file)
    if (holder && isAlive(holder) && Date.now() >= deadline) {
      throw new Error(`${file} is held by process ${holder}`)
    }
    if (holder) await delay(POLL_MS)
  }
  return () => rm(file, { force: true })
}
