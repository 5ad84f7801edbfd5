import { REDRIVE_ATTRIBUTE } from '../../queue/redrives'
import { AT_WORK, COMPLETED_SINCE, type DeadLetter } from './dead-letter'

/** A message that came back so often is not sent again without `--force`. */
const MOST_REDRIVES = 3
/** Of SQS. */
const MOST_ATTRIBUTES = 10

/** Why a message stays where it is. */
export type LeaveReason =
  'completed' | 'at_work' | 'came_back' | 'unreadable' | 'conflict' | 'no_room' | 'same_job'

type Decision =
  | { readonly kind: 'send'; readonly redrives: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'leave'; readonly reason: LeaveReason }

export interface ReplayChoice {
  /** Sends what would be refused otherwise. */
  readonly force: boolean
  /** Deletes what has nothing left to do. */
  readonly dropCompleted: boolean
}

export interface PlannedLetter {
  readonly letter: DeadLetter
  readonly decision: Decision
}

/** In words, with what to do about it. */
export const LEAVE_REASONS: Readonly<Record<LeaveReason, string>> = {
  completed: 'nothing left to do; --drop-completed deletes them',
  at_work: 'the job is at work, or waits for its next try',
  came_back: `came back ${MOST_REDRIVES} times; --force sends them all the same`,
  unreadable: 'this release cannot read them either; --force sends them all the same',
  conflict: 'would conflict again: a new revision is needed; --force sends them all the same',
  no_room: `${MOST_ATTRIBUTES} message attributes leave no room for ${REDRIVE_ATTRIBUTE}`,
  same_job: 'another message of the same job is sent'
}

/** What a replay does to each message. Of several messages of one job only the first is sent. */
export function planReplay(letters: readonly DeadLetter[], choice: ReplayChoice): PlannedLetter[] {
  const sentKeys = new Set<string>()
  return letters.map((letter) => {
    const decision = decide(letter, choice)
    const { jobKey } = letter
    if (decision.kind !== 'send' || jobKey === undefined) return { letter, decision }
    if (sentKeys.has(jobKey)) return { letter, decision: { kind: 'leave', reason: 'same_job' } }
    sentKeys.add(jobKey)
    return { letter, decision }
  })
}

/** Those that a replay does something to. */
export function actionable(planned: readonly PlannedLetter[]): PlannedLetter[] {
  return planned.filter(({ decision }) => decision.kind !== 'leave')
}

function decide(letter: DeadLetter, { force, dropCompleted }: ReplayChoice): Decision {
  if (letter.cause === COMPLETED_SINCE)
    return dropCompleted ? { kind: 'drop' } : { kind: 'leave', reason: 'completed' }
  if (letter.cause === AT_WORK) return { kind: 'leave', reason: 'at_work' }
  if (!hasRoom(letter)) return { kind: 'leave', reason: 'no_room' }
  const reason = force ? undefined : refusalOf(letter)
  return reason === undefined ? { kind: 'send', redrives: letter.redrives + 1 } : { kind: 'leave', reason }
}

function refusalOf({ refusal, cause, redrives }: DeadLetter): LeaveReason | undefined {
  if (refusal !== undefined) return 'unreadable'
  if (cause === 'key_conflict') return 'conflict'
  return redrives >= MOST_REDRIVES ? 'came_back' : undefined
}

function hasRoom({ message: { attributes } }: DeadLetter): boolean {
  return REDRIVE_ATTRIBUTE in attributes || Object.keys(attributes).length < MOST_ATTRIBUTES
}
