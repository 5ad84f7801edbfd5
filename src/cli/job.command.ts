import { Command } from 'commander'
import type { JobLedger, JobSummary } from '../ledger/job-ledger'
import { DONE, REFUSED, WRONG_USAGE } from './command-process'
import { jobReport } from './job/job-report'
import { runForOperator, thisTerminal, type OperatorTerminal } from './operator-terminal'

/** Lends the ledger of the service, and closes it again. */
export type WithLedger = (use: (ledger: LedgerOfJobs) => Promise<number>) => Promise<number>

type LedgerOfJobs = Pick<JobLedger, 'find' | 'erase'>

const HELP = `
Reads and erases in the database of the service (DATABASE_URL or DB_*; else that of a running \`nrf start\`).

Exit code  0 done; 1 nothing known of the reference, not everything erased, or the database cannot be used;
           2 wrong usage; 78 wrong configuration

Examples
  nrf job show NRF-900001
  nrf job erase NRF-900001 --yes`

/** `nrf job`: what the ledger knows of the jobs of a reference. */
export function jobCommand(withLedger: WithLedger, terminal: OperatorTerminal = thisTerminal): Command {
  const run = (work: (ledger: LedgerOfJobs) => Promise<number>): Promise<void> =>
    runForOperator(terminal, () => withLedger(work))
  const job = new Command('job')
    .description('show what the ledger knows of the jobs of a reference, and erase what they say')
    .addHelpText('after', HELP)
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? DONE : WRONG_USAGE))
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text)
    })
  job
    .command('show <reference>')
    .description('state, tries, effects and times of every job; nothing personal')
    .action((reference: string) => run((ledger) => show(reference, ledger, terminal)))
  job
    .command('erase <reference>')
    .description('erase the stored results and e-mails of jobs that have ended, at once and for good')
    .option('--yes', 'do not ask', false)
    .action((reference: string, { yes }: { yes: boolean }) =>
      run((ledger) => erase(reference, { ledger, terminal, isSure: yes }))
    )
  return job
}

async function show(
  reference: string,
  ledger: LedgerOfJobs,
  { out, err }: OperatorTerminal
): Promise<number> {
  const jobs = await ledger.find(reference)
  if (jobs.length === 0) {
    err.write(`${unknown(reference)}\n`)
    return REFUSED
  }
  out.write(`${jobs.map(jobReport).join('\n\n')}\n`)
  return DONE
}

interface Erasure {
  readonly ledger: LedgerOfJobs
  readonly terminal: OperatorTerminal
  readonly isSure: boolean
}

async function erase(reference: string, { ledger, terminal, isSure }: Erasure): Promise<number> {
  const tell = (sentence: string): void => void terminal.out.write(`${sentence}\n`)
  const jobs = await ledger.find(reference)
  if (jobs.length === 0) {
    terminal.err.write(`${unknown(reference)}\n`)
    return REFUSED
  }
  const stored = jobs.filter(({ finishedAt }) => finishedAt !== null).flatMap(storedOf)
  if (stored.length > 0) {
    if (!isSure && !(await isConfirmed(reference, stored.length, terminal))) {
      tell('Nothing is erased.')
      return REFUSED
    }
    await ledger.erase(reference)
  }
  return tellErased(reference, stored, { ledger, tell })
}

/** Told from the ledger as it is now: a job may have ended meanwhile. */
async function tellErased(
  reference: string,
  stored: readonly string[],
  { ledger, tell }: Pick<Erasure, 'ledger'> & { readonly tell: (sentence: string) => void }
): Promise<number> {
  const jobs = await ledger.find(reference)
  const atWork = jobs.filter(({ finishedAt }) => finishedAt === null)
  if (stored.length === 0) tell(`Nothing of the jobs of ${reference} that have ended is stored.`)
  else tell(`Erased for good, with the addresses in them:\n${stored.map((one) => `  ${one}`).join('\n')}`)
  for (const { jobKey, state } of atWork) {
    tell(`${jobKey} is at work (${state}) and is not touched; erase it when it has ended.`)
  }
  return atWork.length === 0 ? DONE : REFUSED
}

function storedOf({ jobKey, effects }: JobSummary): string[] {
  return effects.filter(({ isStored }) => isStored).map(({ effect }) => `${jobKey}: request of ${effect}`)
}

async function isConfirmed(
  reference: string,
  count: number,
  { ask, err }: OperatorTerminal
): Promise<boolean> {
  const requests = count === 1 ? '1 stored request' : `${count} stored requests`
  const answer = await ask(`Erase ${requests} of ${reference} for good? Type yes: `)
  if (answer === null) err.write('Nobody can be asked here; use --yes to erase.\n')
  return answer?.trim() === 'yes'
}

function unknown(reference: string): string {
  return `The ledger knows no job of ${reference}; jobs are kept for 35 days after their end.`
}
