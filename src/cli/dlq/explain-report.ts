import { createHash } from 'node:crypto'
import type { JobSummary } from '../../ledger/job-ledger'
import { jobLines, linesOf, type ReportLine } from '../job/job-report'
import { describeCause, type DeadLetter } from './dead-letter'
import { minuteOf } from './list-report'
import { LEAVE_REASONS, planReplay } from './replay-plan'

/** Names under which a sender may have put the trace id. */
const TRACE_ATTRIBUTES = ['CorrelationId', 'traceId', 'x-cdp-request-id']

/** Everything that is known of one dead letter, without what its body says. */
export function explainReport(letter: DeadLetter): string {
  const { message, reference, redrives, job } = letter
  return linesOf([
    ['Message', message.messageId],
    ['Sent', `${minuteOf(message.sentAt)} UTC`],
    ['Reference', reference ?? 'cannot be read'],
    ...causeLines(letter),
    ...(job === undefined ? [] : jobLines(job)),
    ['Trace id', traceIdOf(letter, job)],
    ['Sent back', `${redrives} ${redrives === 1 ? 'time' : 'times'}`],
    ['Body', bodyLine(message.body)],
    ['Replay', replayLine(letter)]
  ])
}

function causeLines({ cause, refusal, quarantine }: DeadLetter): ReportLine[] {
  const described = describeCause(cause)
  return [
    ['Cause', cause],
    ['', described?.cause ?? 'A code of another release.'],
    ['Fix', described?.fix],
    ['Who acts', described?.actor],
    ['Unreadable', refusal && `this release refuses it: ${refusal}`],
    ['Quarantined', quarantine && `${minuteOf(quarantine.firstSeenAt)} UTC`]
  ]
}

function traceIdOf({ message: { attributes } }: DeadLetter, job: JobSummary | undefined): string | undefined {
  const sent = TRACE_ATTRIBUTES.map((name) => attributes[name]?.StringValue).find(
    (value) => value !== undefined
  )
  return job?.traceId ?? sent
}

function bodyLine(body: string): string {
  const bytes = Buffer.byteLength(body).toLocaleString('en-GB')
  return `${bytes} bytes, SHA-256 ${createHash('sha256').update(body).digest('hex')}`
}

function replayLine(letter: DeadLetter): string {
  const [{ decision }] = planReplay([letter], { force: false, dropCompleted: false })
  if (decision.kind === 'leave') return `would leave it: ${LEAVE_REASONS[decision.reason]}`
  const run =
    letter.job === undefined ? 'its job runs as a new one' : 'its job runs again, with all its attempts'
  const sent = letter.job?.effects.filter(({ state }) => state === 'sent').map(({ effect }) => effect) ?? []
  const kept = sent.length === 0 ? '' : `; not sent again: ${sent.join(', ')}`
  return `would send it, the ${ordinal(letter.redrives + 1)} time; ${run}${kept}`
}

function ordinal(number: number): string {
  return ['1st', '2nd', '3rd'][number - 1] ?? `${number}th`
}
