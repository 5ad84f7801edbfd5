import { pollDelayMs, retryDelaySeconds } from './back-off'

const least = (): number => 0
const most = (): number => 1

describe('the delay of a failed message', () => {
  const backOff = { baseSeconds: 30, capSeconds: 900 }

  it('doubles with each receive up to the cap', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelaySeconds(backOff, attempt, most))).toEqual([
      30, 60, 120, 240, 480, 900, 900
    ])
  })

  it('is drawn from the upper half of its range', () => {
    expect(retryDelaySeconds(backOff, 2, least)).toBe(30)
  })
})

describe('the delay of a failed receive', () => {
  const transient = { baseSeconds: 1, capSeconds: 60 }

  it('is never below the base, so that polling never becomes a busy loop', () => {
    expect([1, 2, 3, 20].map((failures) => pollDelayMs(transient, failures, least))).toEqual([
      1000, 2000, 4000, 30_000
    ])
  })

  it('stays at the cap', () => {
    expect(pollDelayMs(transient, 20, most)).toBe(60_000)
    expect(pollDelayMs({ baseSeconds: 10, capSeconds: 60 }, 3, most)).toBe(60_000)
  })
})
