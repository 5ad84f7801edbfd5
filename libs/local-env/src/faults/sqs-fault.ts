import type { SeededNumbers } from './seeded-numbers'

/** What goes wrong with one call to SQS. "Acted" means that the server has done what was asked. */
export type SqsFault =
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection ends and the server has not acted. */
  | { readonly kind: 'drop' }
  /** The server has acted and its answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** The client is told of a success and the server has not acted. */
  | { readonly kind: 'stale-success' }
  /** Neither an answer nor an end, until the client gives up; the server has not acted. */
  | { readonly kind: 'hang' }
  /** An error of SQS by its code, for example `AccessDenied`; status 400, or 503 for codes of the server's side. */
  | { readonly kind: 'error'; readonly code: string }
  /** The answer breaks off in the middle of its JSON. */
  | { readonly kind: 'truncate' }
  /** Received bodies do not match their checksums. */
  | { readonly kind: 'wrong-md5' }
  /** Entries of a batch fail although the call succeeds: those of one message, or all. */
  | { readonly kind: 'fail-entries'; readonly code: string; readonly messageId?: string }
  /** What is received now is received again: the same message under a new receipt handle. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'reorder' }

/** When a fault happens; the first rule that fits a call counts. */
export interface SqsRule {
  /** Name of the API action, for example `ReceiveMessage`; a batch counts under the name of the single call too. */
  readonly action: string
  readonly fault: SqsFault
  /** Only calls of the client with this access key id. */
  readonly client?: string
  /** Only calls about this message. */
  readonly messageId?: string
  /** Number of calls that fail; default 1. */
  readonly times?: number
  /** Calls that fit and are let through first; default 0. */
  readonly after?: number
  /** Called at once when the rule is used: the call has arrived and nothing has happened yet. */
  readonly onUse?: (call: SqsCall) => void
}

/** Probability of each fault for a call of an action that can meet it. */
export type SqsChaos = Readonly<Partial<Record<SqsFault['kind'], number>>>

/** A call as far as rules look at it. */
export interface SqsCall {
  readonly action: string
  /** Access key id of the client, which tells clients apart. */
  readonly client: string
  readonly messageIds: readonly string[]
}

const RECEIVE = 'ReceiveMessage'
const CHAOS_ERRORS = ['ThrottlingException', 'ServiceUnavailable', 'InternalFailure']
const LONGEST_CHAOS_DELAY_MS = 800
/** Faults that only some actions can meet. */
const ONLY_FOR: Readonly<Partial<Record<SqsFault['kind'], (action: string) => boolean>>> = {
  duplicate: isReceive,
  reorder: isReceive,
  'wrong-md5': isReceive,
  'stale-success': (action) => !isReceive(action),
  'fail-entries': (action) => action.endsWith('Batch')
}
/** Of a receive these are about its messages: an empty one does not use them up. */
const ABOUT_MESSAGES: readonly SqsFault['kind'][] = ['duplicate', 'lost-answer', 'reorder', 'wrong-md5']

/** When a fault is chosen: at the arrival of a call, or, for messages that are received, once they are known. */
export type SqsStage = 'arrival' | 'messages'

/** Chooses the fault of each call: by rule, else by chance when there is chaos. */
export class SqsFaultPlan {
  private rules: { readonly rule: SqsRule; skipsLeft: number; timesLeft: number }[] = []
  private chaos: { readonly probabilities: SqsChaos; readonly random: SeededNumbers } | undefined

  add(rule: SqsRule): void {
    this.rules.push({ rule, skipsLeft: rule.after ?? 0, timesLeft: rule.times ?? 1 })
  }

  /** Forgets every rule and ends the chaos. */
  clear(): void {
    this.rules = []
    this.chaos = undefined
  }

  beginChaos(probabilities: SqsChaos, random: SeededNumbers): void {
    this.chaos = { probabilities, random }
  }

  faultOf(call: SqsCall, stage: SqsStage = 'arrival'): SqsFault | undefined {
    const entry = this.rules.find(
      ({ rule, timesLeft }) => timesLeft > 0 && isDue(rule.fault.kind, call, stage) && fits(rule, call)
    )
    if (entry === undefined) return this.faultByChance(call, stage)
    if (entry.skipsLeft > 0) {
      entry.skipsLeft -= 1
      return undefined
    }
    entry.timesLeft -= 1
    entry.rule.onUse?.(call)
    return entry.rule.fault
  }

  private faultByChance(call: SqsCall, stage: SqsStage): SqsFault | undefined {
    if (this.chaos === undefined) return undefined
    const { probabilities, random } = this.chaos
    let draw = random.next()
    for (const kind of KINDS.filter((candidate) => isDue(candidate, call, stage))) {
      draw -= probabilities[kind] ?? 0
      if (draw < 0) return chaosFault(kind, random)
    }
    return undefined
  }
}

function fits({ action, client, messageId }: SqsRule, call: SqsCall): boolean {
  const isAction = call.action === action || call.action === `${action}Batch`
  const isClient = client === undefined || client === call.client
  return isAction && isClient && (messageId === undefined || call.messageIds.includes(messageId))
}

function isDue(kind: SqsFault['kind'], { action }: SqsCall, stage: SqsStage): boolean {
  const isLate = isReceive(action) && ABOUT_MESSAGES.includes(kind)
  return isLate === (stage === 'messages') && ONLY_FOR[kind]?.(action) !== false
}

function isReceive(action: string): boolean {
  return action === RECEIVE
}

const KINDS: readonly SqsFault['kind'][] = [
  'delay',
  'drop',
  'lost-answer',
  'stale-success',
  'hang',
  'error',
  'truncate',
  'wrong-md5',
  'fail-entries',
  'duplicate',
  'reorder'
]

function chaosFault(kind: SqsFault['kind'], random: SeededNumbers): SqsFault {
  if (kind === 'delay') return { kind, ms: random.between(0, LONGEST_CHAOS_DELAY_MS) }
  if (kind === 'error') return { kind, code: random.pick(CHAOS_ERRORS) }
  return kind === 'fail-entries' ? { kind, code: 'InternalError' } : { kind }
}
