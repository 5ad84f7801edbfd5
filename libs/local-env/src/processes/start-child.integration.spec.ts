import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from './start-child'

describe('child process', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-child-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function start(program: string, readyWithinMs = 20_000, onProgress?: (sentence: string) => void) {
    const file = join(folder, 'some.child.js')
    await writeFile(file, program)
    return startChild<{ port: number }>({ file, config: { a: 1 }, readyWithinMs, onProgress })
  }

  it('tells its progress and what is ready', async () => {
    const progress: string[] = []
    const child = await start(
      `console.log(JSON.stringify({ progress: 'working' }))
       console.log(JSON.stringify({ ready: { port: JSON.parse(process.argv[2]).a } }))
       process.stdin.resume()`,
      20_000,
      (sentence) => progress.push(sentence)
    )
    await child.stop()

    expect(child.ready).toEqual({ port: 1 })
    expect(progress).toEqual(['working'])
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH')
  })

  it('that ends instead is reported with its last words', async () => {
    await expect(start(`console.error('no disk'); process.exitCode = 3`)).rejects.toThrow(
      'some.child.js did not start: ended with exit code 3\nno disk'
    )
  })

  it('that stays silent is ended', async () => {
    await expect(start('process.stdin.resume()', 200)).rejects.toThrow('not ready within 0.2 s')
  })

  it('that writes something else is ended', async () => {
    await expect(start(`console.log('hello'); process.stdin.resume()`)).rejects.toThrow(
      'some.child.js did not start'
    )
  })
})
