import { Command, InvalidArgumentError } from 'commander'
import { isOwnCode } from '../failures/failure-codes'
import type { Redactor } from '../observability/redactor'
import type { MessageIdentities } from '../queue/message-identity'
import { DONE, REFUSED, WRONG_USAGE } from './command-process'
import { diagnose, knownCauses, type DeadLetter, type LedgerLookups } from './dlq/dead-letter'
import type { DeadLetterQueue, Taking } from './dlq/dead-letter-queue'
import { explainReport } from './dlq/explain-report'
import { listReport, messages, planReport } from './dlq/list-report'
import { replay, type ReplayTally } from './dlq/replay'
import { actionable, planReplay, type ReplayChoice } from './dlq/replay-plan'
import { runForOperator, thisTerminal, type OperatorTerminal } from './operator-terminal'
import { ProgressBar } from './progress-bar'
import type { QueueSender } from './queue-sender'

export interface DeadLetterTools {
  readonly queue: Pick<DeadLetterQueue, 'take' | 'drop' | 'release'>
  readonly sender: Pick<QueueSender, 'resend'>
  readonly ledger: LedgerLookups
  readonly identities: MessageIdentities
  readonly redactor: Pick<Redactor, 'redact'>
  /** As the queue counts when the command begins. */
  readonly counts: { readonly waiting: number; readonly inFlight: number }
}

interface PlaceOptions {
  /** Address of the dead-letter queue. */
  readonly queue?: string
  readonly folder: string
}

/** Opens queues and ledger, lends the tools, and closes everything again. */
export type WithDeadLetters = (
  place: PlaceOptions,
  warn: (sentence: string) => void,
  use: (tools: DeadLetterTools) => Promise<number>
) => Promise<number>

interface LookOptions extends PlaceOptions {
  readonly limit: number
}

interface ReplayOptions extends LookOptions, ReplayChoice {
  readonly code?: string
  readonly all: boolean
  readonly yes: boolean
  readonly rate: number
}

interface Session extends DeadLetterTools {
  readonly terminal: OperatorTerminal
  readonly signal: AbortSignal
}

const HELP = `
Works under the AWS credentials of this session, on the queue and the database that the service is configured for
(AWS_SQS_QUEUE_URL or SQS_QUEUE_NAME, SQS_ENDPOINT, AWS_REGION, DATABASE_URL or DB_*); with no queue configured, on
those of a running \`nrf start\`. The dead-letter queue is --queue, else AWS_SQS_DLQ_URL, else that of the redrive policy.

list and explain change nothing: what they look at is invisible to others meanwhile, and visible again at the end.
replay sends messages to the queue again, with NrfRedrives counted up, and deletes each only after it was accepted.
Without --yes it only says what it would do. It leaves jobs that have completed or are at work, messages that this
release cannot read, and messages that came back three times.

Exit code  0 done; 1 message not found, something could not be sent, or queue or database cannot be used;
           2 wrong usage; 78 wrong configuration; 130 stopped with Ctrl-C

Examples
  nrf dlq list
  nrf dlq explain 0d9c1f0e-6f0e-4a57-9a0e-2c8f3b7d1a11
  nrf dlq replay --code backend_unavailable --yes --rate 2
  nrf dlq replay --all --drop-completed`

/** `nrf dlq`: what is in the dead-letter queue, why, and back to work with it. */
export function dlqCommand(open: WithDeadLetters, terminal: OperatorTerminal = thisTerminal): Command {
  const run = (place: PlaceOptions, work: (session: Session) => Promise<number>): Promise<void> =>
    runForOperator(terminal, (signal) =>
      open(
        place,
        (sentence) => void terminal.err.write(`${sentence}\n`),
        (tools) => work({ ...tools, terminal, signal })
      )
    )
  const dlq = new Command('dlq')
    .description('list, explain and replay the messages of the dead-letter queue')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? DONE : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })
  look(dlq.command('list'))
    .description('count the messages by cause')
    .action((options: LookOptions) => run(options, (session) => list(options, session)))
  look(dlq.command('explain <message-id>'))
    .description('say what is known of one message, who has to act, and what a replay would do')
    .option('--body', 'show the body, with addresses, boundaries and keys masked', false)
    .action((messageId: string, options: LookOptions & { body: boolean }) =>
      run(options, (session) => explain(messageId, options, session))
    )
  const replaying = look(dlq.command('replay [message-id]'))
    .description('send messages back to the queue: one, those of a cause, or all')
    .option('--code <cause>', 'messages of this cause, as list names it', knownCause)
    .option('--all', 'every message that can be worked on', false)
    .option('--yes', 'do it; else only say what would be done', false)
    .option('--rate <count>', 'messages per second', wholeNumber, 5)
    .option('--drop-completed', 'delete messages whose job has completed in the meantime', false)
    .option('--force', 'send what came back three times, is unreadable or conflicts', false)
    .action((messageId: string | undefined, options: ReplayOptions) => {
      checkChoice(messageId, options, replaying)
      return run(options, (session) => sendBack(messageId, options, session))
    })
  return dlq
}

function checkChoice(
  messageId: string | undefined,
  { code, all }: Pick<ReplayOptions, 'code' | 'all'>,
  command: Command
): void {
  const count = [messageId !== undefined, code !== undefined, all].filter(Boolean).length
  if (count !== 1) command.error('error: name one message, or --code <cause>, or --all')
}

function look(command: Command): Command {
  return command
    .option('--limit <count>', 'most messages to look at', wholeNumber, 1000)
    .option('--queue <url>', 'address of the dead-letter queue')
    .option('--folder <folder>', 'folder of a running `nrf start`', '.nrf')
}

async function list({ limit }: LookOptions, session: Session): Promise<number> {
  const letters = await takeLetters({ limit, signal: session.signal }, session)
  if (session.signal.aborted) return stopped(session)
  session.terminal.out.write(`${listReport(letters)}\n`)
  tellOthers(letters.length, limit, session)
  return DONE
}

/** The counts of SQS are approximate, so they are told only where they explain what is missing. */
function tellOthers(taken: number, limit: number, { counts, terminal }: Session): void {
  if (taken === limit && counts.waiting > limit)
    terminal.out.write(`The queue holds about ${messages(counts.waiting)}; --limit looks at more.\n`)
  if (counts.inFlight > 0)
    terminal.out.write(
      `About ${messages(counts.inFlight)} were held by somebody else: another nrf dlq, or one that was killed ` +
        'less than a minute ago.\n'
    )
}

async function explain(
  messageId: string,
  { limit, body }: LookOptions & { readonly body: boolean },
  session: Session
): Promise<number> {
  const letter = await find(messageId, limit, session)
  if (session.signal.aborted) return stopped(session)
  if (letter === undefined) return notFound(messageId, limit, session)
  session.terminal.out.write(`${explainReport(letter)}\n`)
  if (body) session.terminal.out.write(`\n${session.redactor.redact(letter.message.body)}\n`)
  return DONE
}

async function sendBack(
  messageId: string | undefined,
  options: ReplayOptions,
  session: Session
): Promise<number> {
  const { signal, terminal } = session
  const chosen = await choose(messageId, options, session)
  if (signal.aborted) return stopped(session)
  if (messageId !== undefined && chosen.length === 0) return notFound(messageId, options.limit, session)
  const planned = planReplay(chosen, options)
  terminal.out.write(`${planReport(planned) || 'There is no such message in the dead-letter queue.'}\n`)
  const count = actionable(planned).length
  if (count === 0) return messageId === undefined ? DONE : REFUSED
  if (!options.yes) {
    terminal.out.write('Nothing was done. Do it with --yes.\n')
    return DONE
  }
  const bar = new ProgressBar('replay', terminal.err)
  const onProgress = (done: number, total: number): void => bar.update(done, total)
  const tally = await replay(planned, session, { perSecond: options.rate, signal, onProgress })
  bar.end()
  return tellTally(tally, count, session)
}

async function choose(
  messageId: string | undefined,
  { code, limit }: ReplayOptions,
  session: Session
): Promise<DeadLetter[]> {
  if (messageId !== undefined) {
    const letter = await find(messageId, limit, session)
    return letter === undefined ? [] : [letter]
  }
  const letters = await takeLetters({ limit, signal: session.signal }, session)
  return code === undefined ? letters : letters.filter(({ cause }) => cause === code)
}

function tellTally({ sent, dropped, faults }: ReplayTally, count: number, { terminal }: Session): number {
  const left = count - sent - dropped
  terminal.out.write(
    `${messages(sent)} sent, ${messages(dropped)} deleted${left > 0 ? `, ${messages(left)} left as they were` : ''}.\n`
  )
  for (const fault of faults) terminal.err.write(`${fault}\n`)
  return faults.length === 0 && left === 0 ? DONE : REFUSED
}

async function takeLetters(taking: Taking, { queue, ...session }: Session): Promise<DeadLetter[]> {
  const { terminal, counts, ledger, identities } = session
  const bar = new ProgressBar('look', terminal.err)
  const total = Math.max(1, Math.min(taking.limit, counts.waiting))
  const onProgress = (count: number): void => bar.update(count, Math.max(total, count))
  try {
    return await diagnose(await queue.take({ ...taking, onProgress }), ledger, identities)
  } finally {
    bar.end()
  }
}

async function find(messageId: string, limit: number, session: Session): Promise<DeadLetter | undefined> {
  const isLast: Taking['isLast'] = (message) => message.messageId === messageId
  const taken = await session.queue.take({ limit, signal: session.signal, isLast })
  const [letter] = await diagnose(taken.filter(isLast), session.ledger, session.identities)
  return letter
}

function notFound(messageId: string, limit: number, { terminal, counts }: Session): number {
  const others = counts.inFlight > 0 ? `, or somebody else holds it (about ${counts.inFlight} are held)` : ''
  terminal.err.write(`No message ${messageId} among the first ${messages(limit)}${others}\n`)
  return REFUSED
}

function stopped({ terminal }: Session): number {
  terminal.err.write('Stopped; every message is visible again\n')
  return REFUSED
}

function knownCause(text: string): string {
  if (!knownCauses().includes(text) && !isOwnCode(text))
    throw new InvalidArgumentError('It is no cause that `nrf dlq list` names.')
  return text
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1.')
  return Number(text)
}
