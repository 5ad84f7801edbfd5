import { Command, InvalidArgumentError } from 'commander'
import type { LedgerStanding, QueuePause } from '../ledger/ledger-standing'
import { ASSESSMENTS_QUEUE, QUEUE_NAMES } from '../queue/queue-names'
import { DONE, WRONG_USAGE } from './command-process'
import { timeOf } from './job/job-report'
import { runForOperator, thisTerminal, type OperatorTerminal } from './operator-terminal'

/** Lends what the ledger of the service says of its queues, and closes the ledger again. */
export type WithStanding = (use: (standing: LedgerStanding) => Promise<number>) => Promise<number>

const LONGEST_REASON = 200

const HELP = `
Writes into the database of the service (DATABASE_URL or DB_*; else that of a running \`nrf start\`), under the role
of the worker. A pause holds for every worker, also for those that start later, until \`resume\`.

Within 3 s of a pause nothing is received any longer, and no job is taken up without a message. Jobs at work end as
they would; messages stay in the queue and use up no receives. Mind the retention time of the queue.

Exit code  0 done; 1 the database cannot be used; 2 wrong usage; 78 wrong configuration

Examples
  nrf queue pause --reason "backend is being upgraded"
  nrf queue status
  nrf queue resume`

interface Session {
  readonly standing: LedgerStanding
  readonly queue: string
  readonly signal: AbortSignal
  readonly tell: (sentence: string) => void
}

/** `nrf queue`: stop and start receiving, in all workers at once. */
export function queueCommand(withStanding: WithStanding, terminal: OperatorTerminal = thisTerminal): Command {
  const run = (queue: string, work: (session: Session) => Promise<void>): Promise<void> =>
    runForOperator(terminal, (signal) =>
      withStanding(async (standing) => {
        const tell = (sentence: string): void => void terminal.out.write(`${sentence}\n`)
        await work({ standing, queue, signal, tell })
        return DONE
      })
    )
  const command = new Command('queue')
    .description('pause and resume receiving in all workers, and say which queues are paused')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? DONE : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })
  named(command.command('pause'))
    .description('receive nothing more; jobs at work end as they would')
    .option('--reason <text>', 'why, for those who look at the queue; no personal data', reasonable)
    .action(({ queue, reason }: { queue: string; reason?: string }) =>
      run(queue, (session) => pause(reason, session))
    )
  named(command.command('resume'))
    .description('receive again')
    .action(({ queue }: { queue: string }) => run(queue, resume))
  named(command.command('status'))
    .description('whether the queue is paused, since when and why, and how many jobs are at work')
    .action(({ queue }: { queue: string }) => run(queue, tellStatus))
  return command
}

function named(command: Command): Command {
  return command.option('--queue <name>', 'name of the queue', knownQueue, ASSESSMENTS_QUEUE)
}

async function pause(reason: string | undefined, session: Session): Promise<void> {
  const { standing, queue, signal, tell } = session
  const isNew = await standing.pause(queue, reason, signal)
  tell(isNew ? `${queue} is paused from now on.` : `${queue} was paused before; that pause stays as it is.`)
  await tellStatus(session)
}

async function resume({ standing, queue, signal, tell }: Session): Promise<void> {
  const wasPaused = await standing.resume(queue, signal)
  tell(wasPaused ? `${queue} is received from again.` : `${queue} was not paused.`)
}

async function tellStatus({ standing, queue, signal, tell }: Session): Promise<void> {
  const { pauses } = await standing.ask(signal)
  tell(stateOf(queue, pauses))
  const jobs = await standing.jobsAtWork(signal)
  tell(`Jobs at work: ${jobs}`)
}

function stateOf(queue: string, pauses: readonly QueuePause[]): string {
  const found = pauses.find((one) => one.queue === queue)
  if (found === undefined) return `${queue} is not paused.`
  return `${queue} is paused since ${timeOf(found.since)}: ${found.reason ?? 'no reason given'}`
}

function knownQueue(text: string): string {
  if (!QUEUE_NAMES.includes(text))
    throw new InvalidArgumentError(`There is no such queue; there is ${QUEUE_NAMES.join(', ')}.`)
  return text
}

function reasonable(text: string): string {
  if (text.trim() === '' || text.length > LONGEST_REASON || /\p{Cc}/u.test(text))
    throw new InvalidArgumentError(`It has to be one line of at most ${LONGEST_REASON} characters.`)
  return text.trim()
}
