import { constants } from 'node:fs'
import { access, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Writable } from 'node:stream'
import { isNativeError } from 'node:util/types'

const BUFFERED_CHARACTERS = 65_536

/** Where results go: nothing of them is seen under the final name before all of them are there. */
export interface Output {
  write(text: string): Promise<void>
  /** Puts a file in its place. */
  commit(): Promise<void>
  /** Leaves nothing behind; after `commit` it does nothing. */
  discard(): Promise<void>
}

/** Results cannot be put where they were asked for. */
class OutputNotWritable extends Error {
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`--out ${path}: ${reason}. Name another place with --out; nothing was written.`, options)
    this.name = 'OutputNotWritable'
  }
}

export function streamOutput(stream: Pick<Writable, 'write'>): Output {
  // A reader that went away, as `head` does, fails the next write; the event of the same error would end the process.
  if (stream instanceof Writable) stream.on('error', () => undefined)
  const done = (): Promise<void> => Promise.resolve()
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      }),
    commit: done,
    discard: done
  }
}

/**
 * Looks whether a file or a folder can be made under this name, as far as that shows without making one: a fault is
 * told before a database is started for the run.
 * @throws OutputNotWritable
 */
export async function checkPlace(path: string): Promise<void> {
  const there = await orUndefined(stat(path))
  if (there !== undefined && !there.isFile() && !there.isDirectory())
    throw new OutputNotWritable(path, 'it is neither a file nor a folder')
  const folder = there?.isDirectory() === true ? path : await parentOf(path)
  await wrapped(path, access(folder, constants.W_OK))
}

/** The folder above, or the one above that where only one is missing. */
async function parentOf(path: string): Promise<string> {
  const folder = dirname(path)
  const parent = (await orUndefined(stat(folder))) === undefined ? dirname(folder) : folder
  const found = await orUndefined(stat(parent))
  if (found?.isDirectory() === true) return parent
  throw new OutputNotWritable(path, `${parent} is ${found === undefined ? 'not there' : 'not a folder'}`)
}

/**
 * A file that is written beside its place first; its folder is made where only that is missing.
 * @throws OutputNotWritable, from every step
 */
export async function fileOutput(path: string): Promise<Output> {
  const place = (await orUndefined(realpath(path))) ?? path
  const there = await orUndefined(stat(place))
  if (there?.isDirectory() === true) throw new OutputNotWritable(path, 'it is a folder')
  const unfinished = `${place}.part`
  await wrapped(path, makeFolder(dirname(place)))
  const handle = await wrapped(path, open(unfinished, 'w'))
  let pending = ''
  let isOpen = true
  const flush = async (): Promise<void> => {
    await handle.writeFile(pending)
    pending = ''
  }
  const close = (): Promise<void> => {
    isOpen = false
    return handle.close()
  }
  return {
    write: async (text) => {
      pending += text
      if (pending.length >= BUFFERED_CHARACTERS) await wrapped(path, flush())
    },
    commit: () =>
      wrapped(
        path,
        flush()
          .then(close)
          .then(() => rename(unfinished, place))
      ),
    discard: async () => {
      if (isOpen) await close()
      await rm(unfinished, { force: true })
    }
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
}

async function wrapped<T>(path: string, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    throw new OutputNotWritable(path, `it cannot be written (${codeOf(error) ?? String(error)})`, {
      cause: error
    })
  }
}

async function orUndefined<T>(step: Promise<T>): Promise<T | undefined> {
  try {
    return await step
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return undefined
  }
}

function codeOf(error: unknown): string | undefined {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
