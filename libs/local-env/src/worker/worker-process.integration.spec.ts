import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { compiledFile } from '../processes/compiled-file'
import { isAlive } from '../processes/folder-lock'
import { freePort } from '../processes/free-port'
import { WorkerProcess } from './worker-process'

/** Behaves like the service as far as its process goes. */
const program = `
const server = require('node:http').createServer((request, response) => {
  response.statusCode = Date.now() > start + 200 ? 200 : 503
  response.end()
})
const start = Date.now()
const log = (line) => console.log(JSON.stringify(line))
log({ message: 'started', environment: Object.keys(process.env).sort() })
console.log('plain text')
server.listen(process.env.PORT, '127.0.0.1')
process.on('SIGTERM', () => { log({ message: 'stopping' }); server.close(); server.closeAllConnections() })
`

async function untilGone(pid: number): Promise<string> {
  while (isAlive(pid)) await delay(50)
  return 'gone'
}

describe('worker process', () => {
  let folder: string
  let worker: WorkerProcess

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-worker-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  afterEach(() => worker?.kill())

  async function start(text: string): Promise<WorkerProcess> {
    const file = join(folder, 'main.js')
    await writeFile(file, text)
    return WorkerProcess.start({ file, env: { PORT: String(await freePort()), SOME: 'thing' } })
  }

  it('is ready when it says so, and stops on a signal', async () => {
    worker = await start(program)
    await worker.ready()

    expect(worker.rssMiB()).toBeGreaterThan(5)
    expect(await worker.stop()).toEqual({ code: 0, signal: null, afterMs: expect.any(Number) })
    expect(worker.logs.at(-1)).toEqual({ message: 'stopping' })
  })

  it('inherits nothing but PATH and HOME, and keeps its log lines', async () => {
    worker = await start(program)

    expect(await worker.waitForLog(({ message }) => message === 'started')).toEqual({
      message: 'started',
      environment: ['HOME', 'PATH', 'PORT', 'SOME']
    })
    await worker.ready()
    expect(worker.output).toBe('plain text')
  })

  it('that ends too early is reported with its output', async () => {
    worker = await start(`console.error('bad configuration'); process.exitCode = 78`)

    await expect(worker.ready()).rejects.toThrow('The worker ended before it was ready\n')
    await expect(worker.waitForLog(() => true)).rejects.toThrow(
      'No such log line: the worker ended with exit code 78\nbad configuration'
    )
    expect(await worker.ended).toEqual({ code: 78, signal: null })
  })

  it('ends when the process that started it is killed', async () => {
    const file = join(folder, 'main.js')
    await writeFile(file, program)
    const library = compiledFile('libs/local-env/src/worker/worker-process.js')
    const env = { PORT: String(await freePort()) }
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const worker = require(${JSON.stringify(library)}).WorkerProcess.start(${JSON.stringify({ file, env })})
         worker.ready().then(() => console.log(worker.pid))`
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] }
    )
    const [pid] = await once(createInterface({ input: parent.stdout }), 'line')
    parent.kill('SIGKILL')

    await expect(untilGone(Number(pid))).resolves.toBe('gone')
  })

  it('can be killed', async () => {
    worker = await start(program)
    await worker.ready()
    await worker.kill()

    expect(await worker.ended).toEqual({ code: null, signal: 'SIGKILL' })
  })
})
