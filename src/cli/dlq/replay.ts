import { setTimeout as sleep } from 'node:timers/promises'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import { REDRIVE_ATTRIBUTE } from '../../queue/redrives'
import type { QueueSender } from '../queue-sender'
import type { DeadLetterMessage, DeadLetterQueue } from './dead-letter-queue'
import { actionable, type PlannedLetter } from './replay-plan'

/** After so many, something is wrong that the other messages would meet too. */
const MOST_FAULTS = 10

export interface ReplayTools {
  readonly queue: Pick<DeadLetterQueue, 'drop'>
  readonly sender: Pick<QueueSender, 'resend'>
}

export interface ReplayPace {
  readonly perSecond: number
  readonly signal: AbortSignal
  readonly onProgress: (done: number, total: number) => void
}

export interface ReplayTally {
  sent: number
  dropped: number
  /** One sentence for each message that could not be sent or deleted. */
  readonly faults: string[]
}

/** Does what was planned, at the pace that is asked for. A message is deleted only after its copy was accepted. */
export async function replay(
  planned: readonly PlannedLetter[],
  tools: ReplayTools,
  { perSecond, signal, onProgress }: ReplayPace
): Promise<ReplayTally> {
  const tally: ReplayTally = { sent: 0, dropped: 0, faults: [] }
  const letters = actionable(planned)
  const startedAt = performance.now()
  for (const [index, { letter, decision }] of letters.entries()) {
    await waitUntil(startedAt + (index * 1000) / perSecond, signal)
    if (signal.aborted || tally.faults.length >= MOST_FAULTS) break
    if (decision.kind === 'drop') await drop(letter.message, tools, tally)
    if (decision.kind === 'send') await sendBack(letter.message, decision.redrives, { tools, tally })
    onProgress(index + 1, letters.length)
  }
  return tally
}

async function drop(message: DeadLetterMessage, { queue }: ReplayTools, tally: ReplayTally): Promise<void> {
  try {
    await queue.drop(message)
    tally.dropped += 1
  } catch (error) {
    tally.faults.push(`${message.messageId} is not deleted: ${reasonOf(error)}`)
  }
}

async function sendBack(
  message: DeadLetterMessage,
  redrives: number,
  { tools, tally }: { readonly tools: ReplayTools; readonly tally: ReplayTally }
): Promise<void> {
  const { messageId, body } = message
  try {
    await tools.sender.resend(body, attributesFor(message, redrives))
    tally.sent += 1
  } catch (error) {
    tally.faults.push(`${messageId} is not sent and stays where it is: ${reasonOf(error)}`)
    return
  }
  try {
    await tools.queue.drop(message)
  } catch (error) {
    tally.faults.push(
      `${messageId} is sent, but is still in the dead-letter queue too; its job runs once all the same: ${reasonOf(error)}`
    )
  }
}

function attributesFor(
  { attributes }: DeadLetterMessage,
  redrives: number
): Record<string, MessageAttributeValue> {
  const kept = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { DataType, ...(BinaryValue === undefined ? { StringValue } : { BinaryValue }) }
  ])
  return {
    ...Object.fromEntries(kept),
    [REDRIVE_ATTRIBUTE]: { DataType: 'Number', StringValue: String(redrives) }
  }
}

/** Ends early when the signal says stop. */
async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  const waitMs = at - performance.now()
  if (waitMs > 0) await Promise.allSettled([sleep(waitMs, undefined, { signal })])
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
