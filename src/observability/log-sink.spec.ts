import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogSink } from './log-sink'

const LINE = `${'x'.repeat(1023)}\n`
const BACKLOG_BYTES = 256 * 1024
const WRITTEN_LINES = 1024

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a log that nobody reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-sink-'))
  const path = join(folder, 'pipe')
  let pipe: number

  beforeAll(() => {
    execFileSync('mkfifo', [path])
    pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  })

  afterAll(() => {
    closeSync(pipe)
    rmSync(folder, { recursive: true })
  })

  it('holds up nobody, keeps a backlog, drops and counts the rest, and goes on once it is read', async () => {
    const sink = LogSink.toFile(pipe, BACKLOG_BYTES)
    for (let line = 0; line < WRITTEN_LINES; line += 1) sink.write(LINE)
    const kept = WRITTEN_LINES - sink.droppedLines
    expect(kept * LINE.length).toBeGreaterThanOrEqual(BACKLOG_BYTES)
    expect(kept).toBeLessThan(WRITTEN_LINES / 2)

    const chunk = Buffer.alloc(1024 * 1024)
    let received = 0
    await until(() => {
      received += readWhatIsThere(pipe, chunk)
      return received >= kept * LINE.length
    })
    expect(received).toBe(kept * LINE.length)
  })
})

function readWhatIsThere(pipe: number, chunk: Buffer): number {
  try {
    return readSync(pipe, chunk)
  } catch (error) {
    if (String(error).includes('EAGAIN')) return 0
    throw error
  }
}

describe('a log on a full disk', () => {
  it('counts the failed writes and throws nothing', async () => {
    const full = openSync('/dev/full', 'w')
    const sink = LogSink.toFile(full)
    sink.write(LINE)
    await until(() => sink.droppedLines > 0)
    expect(() => sink.write(LINE)).not.toThrow()
    await until(() => sink.droppedLines > 1)
  })
})
