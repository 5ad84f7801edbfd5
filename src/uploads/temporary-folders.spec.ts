import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TemporaryFolders } from './temporary-folders'

describe('temporary folders', () => {
  let parent: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'nrf-folders-'))
  })
  afterEach(() => rmSync(parent, { recursive: true, force: true }))

  it('are there while they are used, and gone afterwards with all that is in them', async () => {
    const folders = new TemporaryFolders(parent)
    const size = await folders.lend(async (folder) => {
      writeFileSync(join(folder, 'boundary'), 'x')
      return readdirSync(folder).length
    })
    expect(size).toBe(1)
    await expect(folders.lend(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped')
    expect(readdirSync(parent)).toEqual([])
  })

  it('of processes that are gone are swept, others are left', async () => {
    const folders = new TemporaryFolders(parent)
    const gone = spawnSync(process.execPath, ['-e', 'process.exit()']).pid
    const make = (name: string): string => {
      mkdirSync(join(parent, name))
      return join(parent, name)
    }
    const left = make(`nrf-upload-${gone}-abc`)
    writeFileSync(join(left, 'boundary'), 'x')
    const earlier = make(`nrf-upload-${process.pid}-abc`)
    utimesSync(earlier, 0, 0)
    const kept = [
      make(`nrf-upload-${process.pid}-def`),
      make(`nrf-upload-${process.ppid}-ghi`),
      make('nrf-other')
    ]

    expect(await folders.sweep()).toBe(2)

    expect([left, earlier].some(existsSync)).toBe(false)
    expect(kept.every(existsSync)).toBe(true)
  })
})
