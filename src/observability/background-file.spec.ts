import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BackgroundFile } from './background-file'

const MAKE_PIPE = 'mkfifo'
const LINE = `${'x'.repeat(1023)}\n`
const BACKLOG_BYTES = 256 * LINE.length
const WRITTEN_LINES = 1024

const folder = mkdtempSync(join(tmpdir(), 'background-file-'))
let pipe: number

beforeAll(() => {
  execFileSync(MAKE_PIPE, [join(folder, 'pipe')])
  pipe = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK)
})

afterAll(() => {
  closeSync(pipe)
  rmSync(folder, { recursive: true })
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

function aFile(descriptor: number) {
  const lost = { lines: 0 }
  const onLoss = (lines: number): void => {
    lost.lines += lines
  }
  return { file: new BackgroundFile({ descriptor, maxBacklogBytes: BACKLOG_BYTES, onLoss }), lost }
}

function readWhatIsThere(chunk: Buffer): number {
  try {
    return readSync(pipe, chunk)
  } catch (error) {
    if (String(error).includes('EAGAIN')) return 0
    throw error
  }
}

it('writes every line once and in order', async () => {
  const path = join(folder, 'log')
  const descriptor = openSync(path, 'w')
  const { file, lost } = aFile(descriptor)
  const lines = Array.from({ length: 2000 }, (_, index) => `line ${index} ü\n`)
  for (const line of lines) file.write(line)
  await until(() => readFileSync(path, 'utf8').length >= lines.join('').length)
  expect(readFileSync(path, 'utf8')).toBe(lines.join(''))
  expect(lost.lines).toBe(0)
  closeSync(descriptor)
})

it('holds up nobody while nobody reads, keeps a backlog, counts the rest, and goes on once it is read', async () => {
  const { file, lost } = aFile(pipe)
  for (let line = 0; line < WRITTEN_LINES; line += 1) file.write(LINE)
  expect(lost.lines).toBe(WRITTEN_LINES - BACKLOG_BYTES / LINE.length)

  const chunk = Buffer.alloc(BACKLOG_BYTES)
  let received = 0
  await until(() => {
    received += readWhatIsThere(chunk)
    return received >= BACKLOG_BYTES
  })
  expect(received).toBe(BACKLOG_BYTES)

  file.write('after\n')
  await until(() => readWhatIsThere(chunk) > 0)
  expect(chunk.toString('utf8', 0, 6)).toBe('after\n')
})

it('counts what a full disk loses, and ends nevertheless', async () => {
  const full = openSync('/dev/full', 'w')
  const { file, lost } = aFile(full)
  file.write(LINE)
  await until(() => lost.lines === 1)
  file.write(LINE)
  file.write(LINE)
  expect(() => file.finish()).not.toThrow()
  closeSync(full)
})

it('gives up at the end when nobody reads', () => {
  const { file } = aFile(pipe)
  for (let line = 0; line < 200; line += 1) file.write(LINE)
  file.finish()
  const chunk = Buffer.alloc(BACKLOG_BYTES)
  expect(readWhatIsThere(chunk)).toBeGreaterThan(0)
})
