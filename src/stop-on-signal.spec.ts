import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { transformSync } from '@swc/core'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = transformSync(readFileSync(join(__dirname, 'stop-on-signal.ts'), 'utf8'), {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' }
}).code

/** A process of its own: signals and exit codes cannot be shown in the process of the tests. */
function aProcess(close: string, timeoutSeconds: number) {
  const program = `
    ${SOURCE}
    const events = { fatal: (event, _, sentence) => console.log(event + ' ' + sentence) }
    exports.stopOnSignal({ close: ${close} }, { events, timeoutSeconds: ${timeoutSeconds} })
    setInterval(() => undefined, 1000)
    console.log('started')
  `
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => ({ code, output }))
  const started = once(child.stdout, 'data')
  return { child, started, ended }
}

describe('stopOnSignal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('closes the application on %s and ends with 0', async (signal) => {
    const { child, started, ended } = aProcess("async () => console.log('closed')", 30)
    await started
    child.kill(signal)
    expect(await ended).toEqual({ code: 0, output: 'started\nclosed\n' })
  })

  it('ends at once with 1 on a second signal', async () => {
    const { child, started, ended } = aProcess(
      "() => { console.log('closing'); return new Promise(() => {}) }",
      30
    )
    await started
    const closing = once(child.stdout, 'data')
    child.kill('SIGTERM')
    await closing
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining('SIGTERM came twice') })
  })

  it('ends with 1 when the stop outlasts its time', async () => {
    const { child, started, ended } = aProcess('() => new Promise(() => {})', 0.05)
    await started
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('worker_forced_exit Not stopped')
    })
  })

  it('ends with 1 when the stop fails', async () => {
    const { child, started, ended } = aProcess("() => Promise.reject(new Error('broken'))", 30)
    await started
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining('broken') })
  })
})
