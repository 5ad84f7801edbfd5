import { eventLoopGate } from './event-loop-gate'

/** Holds up everything else, as a careless calculation does. */
function block(ms: number): void {
  const endsAt = Date.now() + ms
  while (Date.now() < endsAt) continue
}

describe('the event-loop gate', () => {
  it('closes after an interval with a long standstill, and opens after one without', () => {
    jest.useFakeTimers()
    const lags = [0, 700, 20]
    const gate = eventLoopGate({ maxLagMs: 500 }, () => lags.shift()!)
    const answers = [0, 999, 1, 500, 500].map((ms) => {
      jest.advanceTimersByTime(ms)
      return gate.isOpen()
    })
    jest.useRealTimers()
    expect(answers).toEqual([true, true, false, false, true])
  })

  it('sees the standstills of this process', async () => {
    const gate = eventLoopGate({ maxLagMs: 100, intervalMs: 1 })
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))
    expect(gate.isOpen()).toBe(true)
    await turn()
    block(400)
    await turn()
    expect(gate.isOpen()).toBe(false)
  })

  it('sees a standstill that begins right after it was asked', async () => {
    const gate = eventLoopGate({ maxLagMs: 100, intervalMs: 1 })
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))
    for (let count = 0; count < 3; count += 1) {
      expect(gate.isOpen()).toBe(true)
      await turn()
    }
    expect(gate.isOpen()).toBe(true)
    block(400)
    await turn()
    expect(gate.isOpen()).toBe(false)
    await turn()
    await gate.isOpen()
    await turn()
    expect(gate.isOpen()).toBe(true)
  })
})
