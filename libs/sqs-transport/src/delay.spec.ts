import { delay, settlesWithin, withinTime } from './delay'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

describe('a promise with a time limit', () => {
  it('is left behind half a second after its signal, with the reason of the signal', async () => {
    const cut = new AbortController()
    const given = withinTime(new Promise(() => undefined), cut.signal).catch((error: unknown) => error)
    cut.abort('too late')
    let isOver = false
    void given.then(() => (isOver = true))
    await jest.advanceTimersByTimeAsync(499)
    expect(isOver).toBe(false)
    await jest.advanceTimersByTimeAsync(1)
    expect(await given).toBe('too late')
  })

  it('may still bring something right after its signal', async () => {
    const cut = new AbortController()
    const given = withinTime(
      delay(100).then(() => 'late'),
      cut.signal
    )
    cut.abort()
    await jest.advanceTimersByTimeAsync(100)
    expect(await given).toBe('late')
    expect(jest.getTimerCount()).toBe(0)
  })

  it('gives up as well when the signal was aborted before', async () => {
    const given = withinTime(new Promise(() => undefined), AbortSignal.abort('before')).catch(
      (error: unknown) => error
    )
    await jest.advanceTimersByTimeAsync(500)
    expect(await given).toBe('before')
  })

  it('passes on a rejection', async () => {
    const { signal } = new AbortController()
    await expect(withinTime(Promise.reject(new Error('refused')), signal)).rejects.toThrow('refused')
  })
})

describe('a delay', () => {
  it('ends with its signal', async () => {
    await delay(1000, AbortSignal.abort())
    const cut = new AbortController()
    const waiting = delay(1000, cut.signal)
    cut.abort()
    await waiting
    expect(jest.getTimerCount()).toBe(0)
  })
})

it('says whether a promise settles in time', async () => {
  const late = settlesWithin(delay(100), 50)
  const early = settlesWithin(delay(10), 50)
  await jest.advanceTimersByTimeAsync(100)
  expect(await Promise.all([late, early])).toEqual([false, true])
})
