import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { parentOf, processMs, serverMs } from './processor-time'

const BURN_MS = 300
/** Two figures of each process are cut to whole ticks of 10 ms. */
const ROUNDING_MS = 40

/** Has a child that works for a while and then waits; tells its number when the work is done. */
const PARENT = `
const work = 'const end = process.cpuUsage().user + ${BURN_MS}000; while (process.cpuUsage().user < end) for (let i = 0; i < 1e6; i++);' +
  'console.log(process.pid); setInterval(() => {}, 1000)'
const { stdout } = require('node:child_process').spawn(process.execPath, ['-e', work])
stdout.pipe(process.stdout)
`
const onLinux = process.platform === 'linux' ? describe : describe.skip

onLinux('processor time of a server', () => {
  let parent: ChildProcess
  let child: number

  beforeEach(async () => {
    parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: parent.stdout! }), 'line')
    child = Number(line)
  })

  afterEach(() => {
    process.kill(parent.pid!, 'SIGCONT')
    process.kill(parent.pid!, 'SIGKILL')
    // Does not end with its parent.
    if (stateOf(child) !== undefined) process.kill(child, 'SIGKILL')
  })

  it('loses nothing when a child ends, before and after its parent has waited for it', async () => {
    const running = serverMs(parent.pid!)
    process.kill(parent.pid!, 'SIGSTOP')
    process.kill(child, 'SIGKILL')
    await until(() => stateOf(child) === 'Z')
    const ended = serverMs(parent.pid!)
    process.kill(parent.pid!, 'SIGCONT')
    await until(() => stateOf(child) === undefined)
    const waitedFor = serverMs(parent.pid!)

    expect(running).toBeGreaterThanOrEqual(BURN_MS)
    expect(ended).toBeGreaterThanOrEqual(running)
    expect(waitedFor).toBeGreaterThanOrEqual(ended - ROUNDING_MS)
  })

  it('counts a process by itself without its children', () => {
    expect(parentOf(child)).toBe(parent.pid)
    expect(processMs(child)).toBeGreaterThanOrEqual(BURN_MS)
    expect(serverMs(parent.pid!) - processMs(parent.pid!)).toBeGreaterThanOrEqual(processMs(child))
  })

  it('refuses a process that is not there', async () => {
    process.kill(child, 'SIGKILL')
    await until(() => stateOf(child) === undefined)

    expect(() => processMs(child)).toThrow(`No process ${child} on this machine`)
    expect(() => serverMs(child)).toThrow(`No process ${child} on this machine`)
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(5)
}

function stateOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2)[0]
  } catch {
    return undefined
  }
}
