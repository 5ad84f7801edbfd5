import { setTimeout as delay } from 'node:timers/promises'
import { CallBatcher } from './call-batcher'
import { Refusals } from './sqs-queue'
import { awsError, refusal } from './testing/fake-sqs-queue'

let calls: string[][]
let answer: (batch: readonly string[]) => Promise<Refusals>

function aBatcher(
  compose: (entry: string) => string | undefined = (entry) => entry
): CallBatcher<string, string> {
  return new CallBatcher({
    compose,
    send: (batch) => {
      calls.push([...batch])
      return answer(batch)
    }
  })
}

beforeEach(() => {
  calls = []
  answer = async () => new Map()
})

describe('the batcher', () => {
  it('tells each entry what was sent of it', async () => {
    const batcher = aBatcher((entry) => `${entry} now`)
    expect(await Promise.all([batcher.add('a'), batcher.add('b')])).toEqual(['a now', 'b now'])
    expect(calls).toEqual([['a now', 'b now']])
  })

  it('gathers what comes within 20 ms of a call, though that has been answered', async () => {
    const batcher = aBatcher()
    await batcher.add('a')
    await Promise.all([batcher.add('b'), delay(1).then(() => batcher.add('c'))])
    expect(calls).toEqual([['a'], ['b', 'c']])
  })

  it('sends ten without waiting for an eleventh', async () => {
    const batcher = aBatcher()
    const added = Array.from({ length: 10 }, (_, index) => batcher.add(`m${index}`))
    expect(calls).toHaveLength(1)
    await Promise.all(added)
    expect(calls).toHaveLength(1)
  })

  it('rejects the refused entry alone, with its code as the name of the error', async () => {
    answer = async () => new Map([refusal('InternalError', 1)])
    const batcher = aBatcher()
    const settled = await Promise.allSettled(['a', 'b', 'c'].map((entry) => batcher.add(entry)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled[1]).toMatchObject({ reason: { name: 'InternalError' } })
  })

  it('rejects all entries of a failed call and goes on', async () => {
    answer = () => Promise.reject(awsError('ServiceUnavailable'))
    const batcher = aBatcher()
    const settled = await Promise.allSettled(['a', 'b'].map((entry) => batcher.add(entry)))
    expect(settled).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    answer = async () => new Map()
    expect(await batcher.add('c')).toBe('c')
  })

  it('leaves out what is no longer to be sent', async () => {
    const batcher = aBatcher((entry) => (entry === 'b' ? undefined : entry))
    expect(await Promise.all([batcher.add('a'), batcher.add('b')])).toEqual(['a', undefined])
    expect(await batcher.add('b')).toBeUndefined()
    expect(calls).toEqual([['a']])
  })

  it('makes up an entry at the moment of the call', async () => {
    let handle = 'old'
    const batcher = aBatcher(() => handle)
    const sent = batcher.add('a')
    handle = 'new'
    expect(await sent).toBe('new')
  })
})
