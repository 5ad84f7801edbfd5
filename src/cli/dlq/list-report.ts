import Table from 'cli-table3'
import { describeCause, type DeadLetter } from './dead-letter'
import { LEAVE_REASONS, type PlannedLetter } from './replay-plan'

interface Group {
  readonly cause: string
  readonly letters: readonly DeadLetter[]
}

/** Messages by cause, the most frequent first. */
export function listReport(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'The dead-letter queue is empty.'
  const table = new Table({
    head: ['Cause', 'Messages', 'Oldest (UTC)', 'Example', 'Who acts'],
    colAligns: ['left', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true }
  })
  for (const { cause, letters: group } of groupsOf(letters)) {
    const oldest = group.reduce((one, other) => (other.message.sentAt < one.message.sentAt ? other : one))
    const { messageId, sentAt } = oldest.message
    table.push([cause, plain(group.length), minuteOf(sentAt), messageId, describeCause(cause)?.actor ?? ''])
  }
  return `${table.toString()}\n${messages(letters.length)}. What a message is about: nrf dlq explain <message id>`
}

/** What a replay does, or would do. */
export function planReport(planned: readonly PlannedLetter[]): string {
  const plans = new Map<string, DeadLetter[]>()
  for (const { letter, decision } of planned) {
    const plan = decision.kind === 'leave' ? decision.reason : decision.kind
    plans.set(plan, [...(plans.get(plan) ?? []), letter])
  }
  return Object.entries(PLANS)
    .flatMap(([plan, sentence]) => {
      const letters = plans.get(plan)
      return letters === undefined ? [] : [`${sentence(messages(letters.length))}: ${countsOf(letters)}`]
    })
    .join('\n')
}

const PLANS: Readonly<Record<string, (count: string) => string>> = {
  send: (count) => `Send ${count}`,
  drop: (count) => `Delete ${count}`,
  ...Object.fromEntries(
    Object.entries(LEAVE_REASONS).map(([reason, text]) => [
      reason,
      (count: string) => `Leave ${count} (${text})`
    ])
  )
}

export function messages(count: number): string {
  return `${plain(count)} ${count === 1 ? 'message' : 'messages'}`
}

/** As in "2026-01-31 09:30". */
export function minuteOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 16).replace('T', ' ')
}

function countsOf(letters: readonly DeadLetter[]): string {
  return groupsOf(letters)
    .map(({ cause, letters: group }) => `${cause} ${plain(group.length)}`)
    .join(', ')
}

function groupsOf(letters: readonly DeadLetter[]): Group[] {
  const groups = new Map<string, DeadLetter[]>()
  for (const letter of letters) groups.set(letter.cause, [...(groups.get(letter.cause) ?? []), letter])
  return [...groups]
    .map(([cause, group]) => ({ cause, letters: group }))
    .sort((one, other) => other.letters.length - one.letters.length || (one.cause < other.cause ? -1 : 1))
}

function plain(count: number): string {
  return count.toLocaleString('en-GB')
}
