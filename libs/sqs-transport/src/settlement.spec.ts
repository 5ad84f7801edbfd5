import { DeadLetterSoon, Release, RetryLater } from './failure'
import { HandlerAborted } from './handler-aborted'
import { settlementOf } from './settlement'

const first = {
  abortReason: undefined,
  receiveCount: 1,
  retryBackOff: { baseSeconds: 1, capSeconds: 1 }
} as const
const duringShutdown = { ...first, abortReason: 'shutdown' } as const

describe('the settlement of a failed handler', () => {
  it.each([
    [
      'RetryLater asks for its delay',
      new RetryLater({ delaySeconds: 45 }),
      { kind: 'retry', delaySeconds: 45 }
    ],
    [
      'a delay without meaning falls back to the back-off',
      new RetryLater({ delaySeconds: Number.NaN }),
      { kind: 'retry', delaySeconds: 1 }
    ],
    [
      'a negative delay falls back to the back-off',
      new RetryLater({ delaySeconds: -5 }),
      { kind: 'retry', delaySeconds: 1 }
    ],
    ['DeadLetterSoon goes to the dead letters', new DeadLetterSoon(), { kind: 'dead-letter' }],
    ['Release gives back', new Release(), { kind: 'release', reason: 'requested' }],
    ['an unknown error is retried', new Error('bug'), { kind: 'retry', delaySeconds: 1 }],
    ['a thrown non-error is retried', 'text', { kind: 'retry', delaySeconds: 1 }]
  ])('%s', (_name, error, settlement) => {
    expect(settlementOf(error, first)).toEqual({ ...settlement, error })
  })

  it.each([
    new HandlerAborted('shutdown'),
    new RetryLater({ delaySeconds: 600 }),
    new Error('socket closed')
  ])('is a release when a shutdown interrupted the handler: %s', (error) => {
    expect(settlementOf(error, duringShutdown)).toEqual({ kind: 'release', reason: 'shutdown', error })
  })

  it('stays a dead letter during a shutdown', () => {
    expect(settlementOf(new DeadLetterSoon(), duringShutdown)).toMatchObject({ kind: 'dead-letter' })
  })
})
