import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import { isNativeError } from 'node:util/types'
import { Writable } from 'node:stream'

/** Where results go: nothing of them is seen under the final name before all of them are there. */
export interface Output {
  write(text: string): Promise<void>
  /** Puts a file in its place. */
  commit(): Promise<void>
  /** Leaves nothing behind; after `commit` it does nothing. */
  discard(): Promise<void>
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

/** A file that is written beside its place first; its folder is made where only that is missing. */
export async function fileOutput(path: string): Promise<Output> {
  const unfinished = `${path}.part`
  await mkdir(dirname(path)).catch((error: unknown) => {
    if (!isNativeError(error) || !('code' in error) || error.code !== 'EEXIST') throw error
  })
  const stream = createWriteStream(unfinished)
  await once(stream, 'open')
  let isCommitted = false
  return {
    write: async (text) => {
      if (!stream.write(text)) await once(stream, 'drain')
    },
    commit: async () => {
      stream.end()
      await finished(stream)
      await rename(unfinished, path)
      isCommitted = true
    },
    discard: async () => {
      if (isCommitted) return
      stream.destroy()
      await rm(unfinished, { force: true })
    }
  }
}
