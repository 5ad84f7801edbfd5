import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import type { FaultBench } from './fault-bench'

/** The access key of the operator, which tells those calls to SQS from the workers'. */
export const OPERATOR = 'operator'
const LONGEST_MS = 60_000

/** A command of the operator, as its own process. */
export class OperatorCommand {
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>

  private constructor(private readonly process: ChildProcess) {
    this.ended = endingOf(process)
  }

  static async begin({ service, sqs }: FaultBench, ...args: readonly string[]): Promise<OperatorCommand> {
    const { PATH = '', HOME = '' } = process.env
    const env = {
      PATH,
      HOME,
      ...(await service.workerEnvironment()),
      AWS_ENDPOINT_URL: sqs.endpoint,
      AWS_SQS_QUEUE_URL: sqs.queueUrl(service.queue.url),
      AWS_SQS_DLQ_URL: sqs.queueUrl(service.queue.deadLetterUrl),
      AWS_ACCESS_KEY_ID: OPERATOR
    }
    const file = join(projectFolder(), 'dist/src/cli/nrf.js')
    const options = { env, timeout: LONGEST_MS, killSignal: 'SIGKILL' } as const
    return new OperatorCommand(spawn(process.execPath, [file, ...args], options))
  }

  /** Ends it as a crash would. */
  kill(): void {
    this.process.kill('SIGKILL')
  }
}

/** @returns what it has written @throws when it does not end with 0 */
export async function operate(bench: FaultBench, ...args: readonly string[]): Promise<string> {
  const { code, output } = await (await OperatorCommand.begin(bench, ...args)).ended
  if (code !== 0) throw new Error(`nrf ${args.join(' ')} ended with ${code}: ${output}`)
  return output
}

async function endingOf(child: ChildProcess): OperatorCommand['ended'] {
  const written: string[] = []
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => written.push(text))
  await once(child, 'close')
  return { code: child.exitCode, signal: child.signalCode, output: written.join('') }
}
