import { BackendUnavailable, ReferenceUnknown } from '../backend.failures'
import { RepeatedCall } from './repeated-call'

const { signal } = new AbortController()

describe('RepeatedCall', () => {
  it('tells of every repeat, and of no first try', async () => {
    const failures = [new BackendUnavailable('503'), new BackendUnavailable('503')]
    let repeats = 0
    const timing = { baseMs: 1, capMs: 1, maxRetryAfterSeconds: 1 }
    const repeated = new RepeatedCall(3, timing, () => (repeats += 1))
    const call = async (): Promise<string> => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return 'done'
    }
    expect(await repeated.run(call, signal)).toBe('done')
    expect(repeats).toBe(2)
    await repeated.run(call, signal)
    const refused = repeated.run(() => Promise.reject(new ReferenceUnknown('it')), signal)
    await expect(refused).rejects.toBeInstanceOf(ReferenceUnknown)
    expect(repeats).toBe(2)
  })
})
