import { checkHistory, type FinalState } from './check-history'
import type { HistoryEvent } from './history'

const TEMPLATE = 'completed-template'
const reference = 'NRF-700001'
const submitted: HistoryEvent = { kind: 'submitted', messageId: 'm1', reference, end: 'completed' }
const posted: HistoryEvent = {
  kind: 'posted',
  reference,
  revision: 1,
  result: 'COMPLETED',
  digest: 'd1',
  idempotencyKey: 'k1',
  appliedStatus: 201
}
const mailed: HistoryEvent = { kind: 'mailed', reference, templateId: TEMPLATE, recipient: 'r1' }
const GOOD: readonly HistoryEvent[] = [submitted, posted, mailed]

const aState = (changes: Partial<FinalState> = {}): FinalState => ({
  jobs: [{ reference, state: 'completed', isLeased: false }],
  effects: [{ reference, effect: 'post_result', state: 'sent' }],
  waiting: 0,
  inFlight: 0,
  deadLetters: [],
  slotsBusy: [0, 0],
  events: new Set(['job_completed']),
  logFaults: [],
  ...changes
})
const check = (events: readonly HistoryEvent[], state = aState()) =>
  checkHistory(events, state, { completedTemplate: TEMPLATE, events: ['job_completed'] })
const broken = (events: readonly HistoryEvent[], changes: Partial<FinalState> = {}) =>
  check(events, aState(changes)).map(({ promise, fact }) => `${promise}: ${fact}`)

describe('the judgement of a history', () => {
  it('finds nothing in a good one', () => {
    expect(check(GOOD)).toEqual([])
  })

  it('takes repeats with the same bytes and key', () => {
    const again: HistoryEvent = { ...posted, appliedStatus: 200 }
    const unseen: HistoryEvent = { ...posted, appliedStatus: undefined }
    expect(check([submitted, unseen, posted, again, mailed])).toEqual([])
  })

  it('takes a failure that is reported and dead', () => {
    const failed: HistoryEvent = { ...posted, result: 'FAILED' }
    const state = aState({
      jobs: [{ reference, state: 'dead', isLeased: false }],
      deadLetters: ['m1']
    })
    expect(check([{ ...submitted, end: 'failed' }, failed], state)).toEqual([])
  })

  it('takes a message that nobody can read, and one whose assessment was withdrawn', () => {
    const unreadable: HistoryEvent = { kind: 'submitted', messageId: 'm2', end: 'unreadable' }
    const withdrawn: HistoryEvent = {
      kind: 'submitted',
      messageId: 'm3',
      reference: 'NRF-700002',
      end: 'withdrawn'
    }
    expect(check([...GOOD, unreadable, withdrawn], aState({ deadLetters: ['m2'] }))).toEqual([])
  })

  it('takes an e-mail that is held until it is due', () => {
    const held = { reference, effect: 'notify_email', state: 'held', notBefore: '2026-11-25T00:00:00Z' }
    expect(check([submitted, posted], aState({ effects: [held] }))).toEqual([])
  })

  it('takes a second e-mail when Notify has failed to send the first', () => {
    const first: HistoryEvent = { ...mailed, mailReference: 'first' }
    const second: HistoryEvent = { ...mailed, mailReference: 'second' }
    expect(check([submitted, posted, first, { kind: 'unsent', mailReference: 'first' }, second])).toEqual([])
  })

  it('takes the dead letter of a job that the ledger has seen through', () => {
    const beyond: HistoryEvent = { ...submitted, isDeadLetter: true }
    expect(check([beyond, posted, mailed], aState({ deadLetters: ['m1'] }))).toEqual([])
    expect(check([beyond, posted, mailed])).toEqual([{ promise: 'd', fact: 'NRF-700001 is no dead letter' }])
  })

  it.each<[string, readonly HistoryEvent[], Partial<FinalState>, string]>([
    [
      'a job that never ended',
      GOOD,
      { jobs: [{ reference, state: 'retry_wait', isLeased: false }] },
      'a: NRF-700001 is retry_wait, not completed'
    ],
    ['a job that the ledger does not know', GOOD, { jobs: [] }, 'a: NRF-700001 is unknown, not completed'],
    [
      'a job that ended otherwise',
      GOOD,
      { jobs: [{ reference, state: 'dead', isLeased: false }] },
      'a: NRF-700001 is dead, not completed'
    ],
    [
      'other bytes on a repeat',
      [...GOOD, { ...posted, digest: 'd2', appliedStatus: 409 }],
      {},
      'b: NRF-700001/1 was posted in 2 versions'
    ],
    [
      'another key on a repeat',
      [...GOOD, { ...posted, idempotencyKey: 'k2', appliedStatus: 200 }],
      {},
      'b: NRF-700001/1 was posted under 2 keys'
    ],
    ['a result that was taken twice', [...GOOD, posted], {}, 'b: NRF-700001/1 was taken 2 times'],
    ['a lost result', [submitted, mailed], {}, 'b: the backend holds no result of NRF-700001, not COMPLETED'],
    [
      'a failure in place of a result',
      [submitted, { ...posted, result: 'FAILED' }, mailed],
      {},
      'b: the backend holds FAILED of NRF-700001, not COMPLETED'
    ],
    [
      'a second e-mail',
      [...GOOD, { ...mailed, mailReference: 'other' }],
      {},
      `c: 2 e-mails about NRF-700001 by ${TEMPLATE} to r1`
    ],
    ['a missing e-mail', [submitted, posted], {}, 'c: no e-mail about NRF-700001'],
    ['a message that waits', GOOD, { waiting: 1 }, 'd: 1 waiting, 0 in flight'],
    ['a message in flight', GOOD, { inFlight: 2 }, 'd: 0 waiting, 2 in flight'],
    ['a dead letter', GOOD, { deadLetters: ['m1'] }, 'd: NRF-700001 is a dead letter'],
    [
      'a missing dead letter',
      [...GOOD, { kind: 'submitted', messageId: 'm2', end: 'unreadable' }],
      {},
      'd: m2 is no dead letter'
    ],
    [
      'an open lease',
      GOOD,
      { jobs: [{ reference, state: 'completed', isLeased: true }] },
      'e: NRF-700001 is still leased'
    ],
    [
      'a pending effect',
      GOOD,
      { effects: [{ reference, effect: 'notify_email', state: 'unknown' }] },
      'e: notify_email of NRF-700001 is unknown'
    ],
    ['a slot that leaked', GOOD, { slotsBusy: [0, 1] }, 'f: a worker has 1 busy slots'],
    ['a missing event', GOOD, { events: new Set() }, 'g: no worker logged job_completed'],
    ['a secret in a log', GOOD, { logFaults: ['address in a log'] }, 'g: address in a log']
  ])('finds %s', (_, events, changes, fact) => {
    expect(broken(events, changes)).toEqual([fact])
  })
})
