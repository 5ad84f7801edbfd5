import { setTimeout as sleep } from 'node:timers/promises'
import { EventLoopDelay } from './event-loop-delay'

const TICKS_MS = 200

const busyFor = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('EventLoopDelay', () => {
  let delay: EventLoopDelay

  beforeEach(async () => {
    delay = new EventLoopDelay()
    await sleep(TICKS_MS)
  })

  afterEach(() => delay.onApplicationShutdown())

  it('sees a thread that is blocked again right after every look', async () => {
    delay.takeP99Ms()
    for (let look = 0; look < 4; look += 1) {
      busyFor(500)
      await sleep(0)
      expect(delay.takeP99Ms()).toBeGreaterThan(450)
    }
  })

  it('sees one block among many good ticks, and forgets it after two looks', async () => {
    delay.takeP99Ms()
    await sleep(TICKS_MS)
    delay.takeP99Ms()
    busyFor(1_500)
    await sleep(1_000)
    expect(delay.takeP99Ms()).toBeGreaterThan(1_300)
    await sleep(TICKS_MS)
    delay.takeP99Ms()
    await sleep(TICKS_MS)
    expect(delay.takeP99Ms()).toBeLessThan(1_300)
  })
})
