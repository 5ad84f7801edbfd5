import { Semaphore } from './semaphore'

const never = new AbortController().signal

describe('Semaphore', () => {
  it('lets in as many as it has permits, and the others in their order', async () => {
    const semaphore = new Semaphore(2)
    const entered: string[] = []
    const enter = (name: string) =>
      semaphore.acquire(never).then((release) => {
        entered.push(name)
        return release
      })
    const [first, , third, fourth] = ['a', 'b', 'c', 'd'].map(enter)
    const releaseFirst = await first
    expect(entered).toEqual(['a', 'b'])

    releaseFirst()
    const releaseThird = await third
    expect(entered).toEqual(['a', 'b', 'c'])

    releaseThird()
    await fourth
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('counts a permit once, however often it is given back', async () => {
    const semaphore = new Semaphore(1)
    const release = await semaphore.acquire(never)
    release()
    release()

    await semaphore.acquire(never)
    const second = semaphore.acquire(AbortSignal.abort(new Error('still full')))

    await expect(second).rejects.toThrow('still full')
  })

  it('forgets a caller who leaves while waiting', async () => {
    const semaphore = new Semaphore(1)
    const release = await semaphore.acquire(never)
    const leaving = new AbortController()
    const left = semaphore.acquire(leaving.signal)
    const stayed = semaphore.acquire(never)

    leaving.abort(new Error('the job is over'))
    await expect(left).rejects.toThrow('the job is over')
    release()

    expect(await stayed).toEqual(expect.any(Function))
  })
})
