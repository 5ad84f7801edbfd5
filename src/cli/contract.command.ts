import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { Command } from 'commander'
import { EXIT_CONFIGURATION, InvalidConfiguration, loadMessageConfig } from '../config/load-config'
import { DONE, REFUSED, thisProcess, WRONG_USAGE, type CommandProcess } from './command-process'
import { verdictOn, type MessageVerdict } from './contract/message-verdict'

const HELP = `
Needs neither queue, backend nor database. SQS_MAX_BODY_BYTES, REFERENCE_PATTERN and BOUNDARY_MAX_VERTICES count.
The contract is docs/messages.asyncapi.yaml; the codes are explained in docs/codes.md.

Exit code  0 the service would work on the message; 1 it would refuse it, or the file cannot be read; 2 wrong usage;
           78 wrong configuration

Examples
  nrf contract check samples/messages/quote.json
  cat message.json | nrf contract check - --json`

interface ContractTerminal extends Pick<CommandProcess, 'exit' | 'setExitCode'> {
  readonly out: { write(text: string): unknown }
  readonly err: { write(text: string): unknown }
  /** All of standard input. */
  readonly input: () => Promise<string>
}

const THIS_TERMINAL: ContractTerminal = {
  ...thisProcess,
  out: process.stdout,
  err: process.stderr,
  input: () => readAll(process.stdin)
}

/** `nrf contract`: what the service makes of a message, before it is sent. */
export function contractCommand(
  environment: NodeJS.ProcessEnv = process.env,
  terminal: ContractTerminal = THIS_TERMINAL
): Command {
  const contract = new Command('contract')
    .description('say what the service would do with a message')
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? DONE : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })
  contract
    .command('check <message>')
    .description('read a message from a file, or from standard input for -, as the service reads it')
    .option('--json', 'print the verdict as JSON', false)
    .addHelpText('after', HELP)
    .action(async (path: string, { json }: { json: boolean }) => {
      terminal.setExitCode(await check(path, json, { environment, terminal }))
    })
  return contract
}

async function check(
  path: string,
  json: boolean,
  {
    environment,
    terminal: { out, err, input }
  }: { environment: NodeJS.ProcessEnv; terminal: ContractTerminal }
): Promise<number> {
  let body: string
  try {
    body = path === '-' ? await input() : await readFile(path, 'utf8')
  } catch (error) {
    err.write(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`)
    return REFUSED
  }
  try {
    const verdict = verdictOn(body, loadMessageConfig(environment))
    out.write(json ? `${JSON.stringify(verdict, null, 2)}\n` : pageOf(verdict))
    return verdict.accepted ? DONE : REFUSED
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error
    err.write(`${error.message}\n`)
    return EXIT_CONFIGURATION
  }
}

function pageOf(verdict: MessageVerdict): string {
  return `${(verdict.accepted ? acceptedLines(verdict) : refusedLines(verdict)).join('\n')}\n`
}

function acceptedLines({
  form,
  request,
  boundary,
  repairs
}: Extract<MessageVerdict, { accepted: true }>): string[] {
  const { reference, revision, assessmentTypes, dwellings, dwellingCategory } = request
  return [
    'The service would work on this message.',
    line('Form', form),
    line('Reference', `${reference}, revision ${revision}`),
    line('Assessments', assessmentTypes.join(', ')),
    ...(dwellings === undefined ? [] : [line('Dwellings', `${dwellings} (${dwellingCategory})`)]),
    line('Boundary', boundary),
    ...repairs.map((repair) => line('Repair', repair))
  ]
}

function refusedLines({
  code,
  problem,
  actor,
  fix,
  outcome
}: Extract<MessageVerdict, { accepted: false }>): string[] {
  return [
    'The service would refuse this message.',
    line('Code', code),
    line('Problem', problem),
    line('Who acts', actor),
    line('Fix', fix),
    line('Outcome', outcome)
  ]
}

function line(name: string, value: string): string {
  return `  ${name.padEnd(12)} ${value}`
}
