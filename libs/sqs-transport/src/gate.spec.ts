import { Gate, GateKeeper } from './gate'
import { EventLog } from './testing/fake-sqs-queue'

const gate = (name: string, isOpen: Gate['isOpen']): Gate => ({ name, isOpen })

afterEach(() => {
  jest.useRealTimers()
})

describe('the gates of a queue', () => {
  it('are open when every one is', async () => {
    const keeper = new GateKeeper(
      'jobs',
      [gate('a', () => true), gate('b', async () => true)],
      new EventLog().emit
    )
    expect(await keeper.areOpen()).toBe(true)
  })

  it('name the closed ones and tell each change once', async () => {
    const log = new EventLog()
    let isOpen = false
    const keeper = new GateKeeper('jobs', [gate('a', () => true), gate('b', () => isOpen)], log.emit)
    expect(await keeper.areOpen()).toBe(false)
    expect(await keeper.areOpen()).toBe(false)
    expect(keeper.closedGates).toEqual(['b'])
    isOpen = true
    expect(await keeper.areOpen()).toBe(true)
    expect(log.types()).toEqual(['gate_closed', 'gate_opened'])
  })

  it('count an error as closed and pass it on', async () => {
    const log = new EventLog()
    const error = new Error('no connection')
    const keeper = new GateKeeper('jobs', [gate('a', () => Promise.reject(error))], log.emit)
    expect(await keeper.areOpen()).toBe(false)
    expect(log.events).toEqual([{ type: 'gate_closed', queue: 'jobs', gate: 'a', error }])
  })

  it('count silence as closed', async () => {
    jest.useFakeTimers()
    const keeper = new GateKeeper(
      'jobs',
      [gate('a', () => new Promise(() => undefined))],
      new EventLog().emit
    )
    const answer = keeper.areOpen()
    await jest.advanceTimersByTimeAsync(5000)
    expect(await answer).toBe(false)
  })
})
