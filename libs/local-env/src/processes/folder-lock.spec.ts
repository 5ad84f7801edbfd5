import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeLock } from './folder-lock'

describe('lock between processes', () => {
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-lock-'))
    file = join(folder, 'below', 'a.lock')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('lets one holder in at a time', async () => {
    let inside = 0
    const most: number[] = []
    const visit = async () => {
      const release = await takeLock(file, 10_000)
      inside += 1
      most.push(inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      await release()
    }
    await Promise.all([visit(), visit(), visit(), visit()])

    expect(most).toEqual([1, 1, 1, 1])
  })

  it('names the holder when the time is up', async () => {
    await takeLock(file, 0)

    await expect(takeLock(file, 0)).rejects.toThrow(`a.lock is held by process ${process.pid}`)
  })

  it('takes over from a process that is gone', async () => {
    const release = await takeLock(file, 0)
    await release()
    const gone = spawnSync(process.execPath, ['--version']).pid
    await writeFile(file, String(gone))
    await takeLock(file, 0)

    expect(await readFile(file, 'utf8')).toBe(String(process.pid))
  })
})
