import { once } from 'node:events'
import { join } from 'node:path'
import { Command } from 'commander'
import type { LocalEnvironment, WorkerLog, WorkerProcess } from '@nrf/local-env'
import { prepareSamples } from './demo.command'
import { textOf } from './demo/posted-result'
import { describeEnvironment, forgetEnvironment, keepEnvironment } from './demo/running-environment'
import { localEnv } from './local-environment'
import { SAMPLES } from './project-root'
import { readSampleDevelopments } from './sample-developments'

const LOG_POLL_MS = 200

interface StartOptions {
  readonly folder: string
  readonly port: string
}

/** `nrf start`: the embedded environment and the worker, until Ctrl-C. */
export function startCommand(): Command {
  return new Command('start')
    .description('start the embedded environment and the worker and keep them running; Ctrl-C stops them')
    .option('--folder <folder>', 'where the embedded database is kept', '.nrf')
    .option('--port <port>', 'port of /health', '8085')
    .action(async (options: StartOptions) => {
      const { startLocalEnvironment } = await localEnv()
      const environment = await startLocalEnvironment({ folder: options.folder, onProgress: say })
      try {
        await keepRunning(environment, options)
      } finally {
        await forgetEnvironment(options.folder)
        await environment.stop()
      }
    })
}

async function keepRunning(environment: LocalEnvironment, { folder, port }: StartOptions): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await prepareSamples(environment)
  const samples = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  for (const { details } of samples) environment.backend.put(details)
  const worker = await environment.startWorker({ PORT: port })
  const stopPrinting = printLogs(worker)
  await worker.ready()
  await keepEnvironment(folder, describeEnvironment(environment, port))
  tellAddresses(
    environment,
    port,
    samples.map(({ details }) => details.reference)
  )
  const ending = await Promise.race([stopped, worker.ended])
  if ('code' in ending) {
    process.exitCode = 1
    console.error(`The worker ended by itself (${ending.signal ?? ending.code})\n${worker.output}`)
  } else {
    say('Stopping')
    await worker.stop()
  }
  stopPrinting()
}

function tellAddresses(environment: LocalEnvironment, port: string, references: readonly string[]): void {
  say(`
Health          http://127.0.0.1:${port}/health  (also /health/ready, /health/detail, /version)
Boundary check  http://127.0.0.1:${port}/check-boundary  (x-api-key: local-key; /openapi.json)
Backend         ${environment.backend.url}  (x-api-key: ${environment.backend.apiKey})
Notify          ${environment.notify.url}
Queue           ${environment.queue.url}
Database        ${environment.database.description}

Submit one of ${references[0]} to ${references.at(-1)} from another terminal:
  npm run -s nrf -- submit ${references[0]} --watch
`)
}

/** The worker's log as people read it; returns what ends it. */
function printLogs(worker: WorkerProcess): () => void {
  let printed = 0
  const print = (): void => {
    for (const log of worker.logs.slice(printed)) say(lineOf(log))
    printed = worker.logs.length
  }
  const timer = setInterval(print, LOG_POLL_MS)
  return () => {
    clearInterval(timer)
    print()
  }
}

function lineOf(log: WorkerLog): string {
  const time = textOf(log['@timestamp']).slice(11, 23)
  const source = textOf(log['event.action']) || textOf(log['log.logger'])
  return `${time} ${textOf(log['log.level']).padEnd(5)} ${source.padEnd(22)} ${textOf(log['message'])}`
}

function say(sentence: string): void {
  console.log(sentence)
}
