import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readUpload } from '@nrf/geo-files'
import { FILE_ROWS, kmlRows, type FileRow } from './file-rows'

const LONGEST_MS = 5_000
/** Files of at most 2 MiB are held a few times over, an archive unpacked to 20 MiB twice. */
const MOST_BYTES_HELD = 128 * 1024 * 1024

async function verdictOf({
  make,
  options
}: FileRow): Promise<{ code: string; ms: number; heldBytes: number }> {
  const bytes = make()
  const before = process.memoryUsage()
  const start = performance.now()
  const reading = await readUpload(bytes, options)
  const ms = performance.now() - start
  const after = process.memoryUsage()
  const heldBytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
  return { code: reading.ok ? 'accepted' : reading.problem.code, ms, heldBytes }
}

const title = ({ id, title: text }: FileRow) => `${id} ${text}`

/** Rows of one kind in one test: a thousand cuts are no thousand tests. */
const cuts = FILE_ROWS.filter((row) => row.title.includes('cut off after'))
const others = FILE_ROWS.filter((row) => !cuts.includes(row))

describe('the reader of uploads refuses', () => {
  it.each(others.map((row) => [title(row), row] as const))('%s', async (_, row) => {
    const { code, ms, heldBytes } = await verdictOf(row)
    expect(code).toBe(row.code)
    expect(ms).toBeLessThan(LONGEST_MS)
    expect(heldBytes).toBeLessThan(MOST_BYTES_HELD)
  })

  it('H-17 a .shp that is cut off at every byte of its first 1 kB', async () => {
    const verdicts: string[] = []
    for (const row of cuts) verdicts.push((await verdictOf(row)).code)
    expect(verdicts).toHaveLength(1024)
    expect(new Set(verdicts)).toEqual(new Set(['unreadable_geometry_file']))
  })
})

describe('the reader of uploads refuses, without a call or a look into other files,', () => {
  const secret = 'NOT-FOR-YOU'
  let folder: string
  let server: Server
  let calls: number

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-bad-inputs-'))
    writeFileSync(join(folder, 'secret.txt'), secret)
    calls = 0
    server = createServer((socket) => {
      calls += 1
      socket.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(async () => {
    server.close()
    await once(server, 'close')
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(kmlRows('http://127.0.0.1:9', '/dev/null').map((row, index) => [title(row), index] as const))(
    '%s',
    async (_, index) => {
      const address = server.address() as { port: number }
      const row = kmlRows(`http://127.0.0.1:${address.port}/`, join(folder, 'secret.txt'))[index]
      const reading = await readUpload(row.make(), row.options)
      expect(reading).toMatchObject({ ok: false, problem: { code: row.code } })
      expect(JSON.stringify(reading)).not.toContain(secret)
      expect(calls).toBe(0)
    }
  )
})
