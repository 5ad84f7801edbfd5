import type { HistoryEvent, Mailed, Submitted } from './history'

/** A row of the ledger's jobs. */
export interface LedgerJob {
  readonly reference: string
  readonly state: string
  /** Held by a worker whose time is not over. */
  readonly isLeased: boolean
}

/** A row of the ledger's effects. */
export interface LedgerEffect {
  readonly reference: string
  readonly effect: string
  readonly state: string
  /** When a held one is due. */
  readonly notBefore?: string
}

/** What there is when everything has come to rest. */
export interface FinalState {
  readonly jobs: readonly LedgerJob[]
  readonly effects: readonly LedgerEffect[]
  readonly waiting: number
  readonly inFlight: number
  /** Ids of the messages in the dead-letter queue. */
  readonly deadLetters: readonly string[]
  /** Of each worker that runs. */
  readonly slotsBusy: readonly number[]
  /** Names of the events in the logs of all workers. */
  readonly events: ReadonlySet<string>
  /** Broken rules of the logs. */
  readonly logFaults: readonly string[]
}

export interface Expectations {
  /** Events that the logs have to hold. */
  readonly events?: readonly string[]
  /** The template of the e-mail that a completed job sends. */
  readonly completedTemplate: string
}

/** Letter of the broken promise, and how it is broken. */
export interface Violation {
  readonly promise: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g'
  readonly fact: string
}

const FINAL_STATES = ['completed', 'dead', 'cancelled']
const FINAL_EFFECTS = ['sent', 'failed', 'held']
const STATE_OF = { completed: 'completed', failed: 'dead', unreported: 'dead' } as const
const DEAD_ENDS = ['failed', 'unreported', 'unreadable']

/**
 * Judges a run by what was seen from outside, the ledger and the queues:
 * (a) every accepted job has its end; (b) one version of each result, and the same bytes under the same key on
 * every repeat; (c) at most one e-mail for job, template and recipient, one for each completed job; (d) empty queue,
 * and no other dead letters than expected; (e) no open lease, no pending effect; (f) no busy slot; (g) logs hold the
 * expected events and no secret.
 */
export function checkHistory(
  events: readonly HistoryEvent[],
  state: FinalState,
  expectations: Expectations
): Violation[] {
  const submitted = events.filter((event) => event.kind === 'submitted')
  return [
    ...breaking('a', endFaults(submitted, state)),
    ...breaking('b', [...resultFaults(events), ...missingResults(submitted, events)]),
    ...breaking('c', [...doubleMails(events), ...missingMails(submitted, { events, state, expectations })]),
    ...breaking('d', queueFaults(submitted, state)),
    ...breaking('e', ledgerFaults(state)),
    ...breaking(
      'f',
      state.slotsBusy.flatMap((busy) => (busy > 0 ? [`a worker has ${busy} busy slots`] : []))
    ),
    ...breaking('g', [...missingEvents(state, expectations), ...state.logFaults])
  ]
}

function breaking(promise: Violation['promise'], facts: readonly string[]): Violation[] {
  return facts.map((fact) => ({ promise, fact }))
}

function endFaults(submitted: readonly Submitted[], { jobs }: FinalState): string[] {
  const stateOf = new Map(jobs.map(({ reference, state }) => [reference, state]))
  const known = new Set(submitted.map(({ reference }) => reference))
  const unfinished = jobs.filter(
    ({ reference, state }) => !known.has(reference) && !FINAL_STATES.includes(state)
  )
  return [
    ...unfinished.map(({ reference, state }) => `${reference} is left in state ${state}`),
    ...submitted.flatMap(({ reference, end }) => {
      if (reference === undefined || end === 'unreadable' || end === 'withdrawn') return []
      const state = stateOf.get(reference)
      return state === STATE_OF[end] ? [] : [`${reference} is ${state ?? 'unknown'}, not ${STATE_OF[end]}`]
    })
  ]
}

function resultFaults(events: readonly HistoryEvent[]): string[] {
  const posted = events.filter((event) => event.kind === 'posted')
  return [...grouped(posted, ({ reference, revision }) => `${reference}/${revision}`)].flatMap(
    ([key, posts]) => {
      const versions = new Set(posts.map(({ digest }) => digest))
      const keys = new Set(posts.map(({ idempotencyKey }) => idempotencyKey))
      const taken = posts.filter(({ appliedStatus }) => appliedStatus === 201)
      return [
        ...(versions.size > 1 ? [`${key} was posted in ${versions.size} versions`] : []),
        ...(keys.size > 1 ? [`${key} was posted under ${keys.size} keys`] : []),
        ...(taken.length > 1 ? [`${key} was taken ${taken.length} times`] : [])
      ]
    }
  )
}

function missingResults(submitted: readonly Submitted[], events: readonly HistoryEvent[]): string[] {
  const held = new Map<string, string>()
  for (const event of events) {
    if (event.kind === 'posted' && event.appliedStatus === 201) held.set(event.reference, event.result)
  }
  const wanted = { completed: 'COMPLETED', failed: 'FAILED' } as const
  return submitted.flatMap(({ reference, end }) => {
    if (reference === undefined) return []
    const want = end === 'completed' || end === 'failed' ? wanted[end] : undefined
    const has = held.get(reference)
    return has === want
      ? []
      : [`the backend holds ${has ?? 'no result'} of ${reference}, not ${want ?? 'none'}`]
  })
}

function doubleMails(events: readonly HistoryEvent[]): string[] {
  const unsent = new Set(events.flatMap((event) => (event.kind === 'unsent' ? [event.mailReference] : [])))
  const mails = events
    .filter((event) => event.kind === 'mailed')
    .filter(({ mailReference = '' }) => !unsent.has(mailReference))
  const key = ({ reference, templateId, recipient }: Mailed) =>
    `${reference} by ${templateId} to ${recipient}`
  return [...grouped(mails, key)].flatMap(([about, sent]) =>
    sent.length > 1 ? [`${sent.length} e-mails about ${about}`] : []
  )
}

function missingMails(
  submitted: readonly Submitted[],
  run: { events: readonly HistoryEvent[]; state: FinalState; expectations: Expectations }
): string[] {
  const told = new Set<string>()
  for (const event of run.events) {
    if (event.kind === 'mailed' && event.templateId === run.expectations.completedTemplate)
      told.add(event.reference)
  }
  const held = run.state.effects.filter(({ state, notBefore }) => state === 'held' && notBefore !== undefined)
  const open = new Set(held.map(({ reference }) => reference))
  const silent = submitted.filter(
    ({ reference = '', end, isWithoutMail }) =>
      end === 'completed' && !isWithoutMail && !told.has(reference) && !open.has(reference)
  )
  return [...new Set(silent.map(({ reference }) => `no e-mail about ${reference}`))]
}

function queueFaults(submitted: readonly Submitted[], state: FinalState): string[] {
  const expected = new Set(
    submitted
      .filter(({ end, isDeadLetter }) => isDeadLetter || DEAD_ENDS.includes(end))
      .map(({ messageId }) => messageId)
  )
  const dead = new Set(state.deadLetters)
  const about = (messageId: string) =>
    submitted.find((event) => event.messageId === messageId)?.reference ?? messageId
  return [
    ...(state.waiting + state.inFlight > 0 ? [`${state.waiting} waiting, ${state.inFlight} in flight`] : []),
    ...[...dead].filter((id) => !expected.has(id)).map((id) => `${about(id)} is a dead letter`),
    ...[...expected].filter((id) => !dead.has(id)).map((id) => `${about(id)} is no dead letter`)
  ]
}

function ledgerFaults({ jobs, effects }: FinalState): string[] {
  return [
    ...jobs.filter(({ isLeased }) => isLeased).map(({ reference }) => `${reference} is still leased`),
    ...effects
      .filter(({ state }) => !FINAL_EFFECTS.includes(state))
      .map(({ reference, effect, state }) => `${effect} of ${reference} is ${state}`)
  ]
}

function missingEvents(state: FinalState, { events = [] }: Expectations): string[] {
  return events.filter((event) => !state.events.has(event)).map((event) => `no worker logged ${event}`)
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
