import {
  describeCode,
  FAILURE_CODES,
  isOwnCode,
  type FailureCode,
  type FailureDescription
} from '../../failures/failure-codes'
import type { JobLedger, JobSummary, QuarantinedMessage } from '../../ledger/job-ledger'
import type { MessageIdentities, MessageIdentity } from '../../queue/message-identity'
import { REDRIVE_ATTRIBUTE, redrivesOf } from '../../queue/redrives'
import type { DeadLetterMessage } from './dead-letter-queue'

/** Causes that are not failures. */
export const COMPLETED_SINCE = 'completed_since'
export const AT_WORK = 'at_work'
const UNKNOWN_TO_LEDGER = 'unknown_to_ledger'

/** A message of the dead-letter queue, and what the ledger knows of it. */
export interface DeadLetter extends Omit<MessageIdentity, 'jobKeys'> {
  readonly message: DeadLetterMessage
  /** A failure code, or one of the causes above. */
  readonly cause: string
  /** Key under which a worker would claim it. */
  readonly jobKey?: string
  readonly job?: JobSummary
  readonly quarantine?: QuarantinedMessage
  /** How often it was sent back before. */
  readonly redrives: number
}

/** What the ledger is asked for. */
export type LedgerLookups = Pick<JobLedger, 'summaries' | 'quarantined'>

const MESSAGES_PER_LOOKUP = 500

/** Finds out why messages are dead. @throws DatabaseUnavailable */
export async function diagnose(
  messages: readonly DeadLetterMessage[],
  ledger: LedgerLookups,
  identities: MessageIdentities
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = []
  for (let start = 0; start < messages.length; start += MESSAGES_PER_LOOKUP) {
    letters.push(
      ...(await diagnoseSome(messages.slice(start, start + MESSAGES_PER_LOOKUP), ledger, identities))
    )
  }
  return letters
}

async function diagnoseSome(
  messages: readonly DeadLetterMessage[],
  ledger: LedgerLookups,
  identities: MessageIdentities
): Promise<DeadLetter[]> {
  const identified = messages.map((message) => ({ message, identity: identities.of(message.body) }))
  const summaries = await ledger.summaries(identified.flatMap(({ identity }) => identity.jobKeys))
  const quarantined = await ledger.quarantined(messages.map(({ messageId }) => messageId))
  const jobs = new Map(summaries.map((job) => [job.jobKey, job]))
  const quarantines = new Map(quarantined.map((one) => [one.messageId, one]))
  return identified.map(({ message, identity: { jobKeys, ...identity } }) => {
    const job = jobKeys.map((key) => jobs.get(key)).find((one) => one !== undefined)
    const quarantine = quarantines.get(message.messageId)
    const sentBack = redrivesOf(message.attributes[REDRIVE_ATTRIBUTE]?.StringValue)
    return {
      ...identity,
      message,
      job,
      quarantine,
      jobKey: jobKeys[0],
      cause: causeOf(job, quarantine),
      redrives: Math.max(sentBack, job?.redrives ?? 0)
    }
  })
}

function causeOf(job: JobSummary | undefined, quarantine: QuarantinedMessage | undefined): string {
  if (quarantine !== undefined) return quarantine.errorCode
  if (job === undefined) return UNKNOWN_TO_LEDGER
  if (job.state === 'completed' || job.state === 'cancelled') return COMPLETED_SINCE
  return job.state === 'dead' ? (job.errorCode ?? UNKNOWN_TO_LEDGER) : AT_WORK
}

const OTHER_CAUSES: Readonly<Record<string, Pick<FailureDescription, 'cause' | 'fix' | 'actor'>>> = {
  [COMPLETED_SINCE]: {
    cause: 'The job has ended in the meantime: completed, or withdrawn.',
    fix: 'Delete the messages: nrf dlq replay --code completed_since --drop-completed --yes.',
    actor: 'operator'
  },
  [AT_WORK]: {
    cause: 'The job is at work, or waits for its next try; it does not need its message.',
    fix: 'Wait, and look again: nrf job show <reference>.',
    actor: 'operator'
  },
  [UNKNOWN_TO_LEDGER]: {
    cause:
      'No worker has claimed the message: its receives were used up before, or its job is older than 35 days.',
    fix: 'Check that the workers were healthy at that time, then replay.',
    actor: 'operator'
  }
}

/** What a cause means; undefined for the code of another release. */
export function describeCause(
  cause: string
): Pick<FailureDescription, 'cause' | 'fix' | 'actor'> | undefined {
  return isFailureCode(cause) ? describeCode(cause) : OTHER_CAUSES[cause]
}

/** Every cause that `--code` takes, the codes of assessments apart. */
export function knownCauses(): string[] {
  return [...Object.keys(FAILURE_CODES), ...Object.keys(OTHER_CAUSES)]
}

function isFailureCode(text: string): text is FailureCode {
  return isOwnCode(text) || Object.hasOwn(FAILURE_CODES, text)
}
