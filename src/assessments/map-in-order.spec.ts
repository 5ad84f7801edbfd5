import { mapInOrder } from './map-in-order'

describe('mapInOrder', () => {
  async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = []
    for await (const item of items) all.push(item)
    return all
  }

  it('gives results in the order of the items, whichever is ready first', async () => {
    const opened = new Map<number, () => void>()
    const work = async (item: number): Promise<string> => {
      if (item % 2 === 0) opened.get(item - 1)?.()
      else await new Promise<void>((open) => opened.set(item, open))
      return `#${item}`
    }
    expect(await collect(mapInOrder([1, 2, 3, 4], 2, work))).toEqual(['#1', '#2', '#3', '#4'])
  })

  it.each([1, 2, 5])('works on at most %d at once and takes no more items than that', async (atOnce) => {
    let [taken, working, most] = [0, 0, 0]
    function* items() {
      for (let i = 0; i < 12; i++) {
        taken++
        yield i
      }
    }
    const results = mapInOrder(items(), atOnce, async (item) => {
      most = Math.max(most, ++working)
      await Promise.resolve()
      working--
      return item
    })
    let given = 0
    for await (const item of results) {
      expect(item).toBe(given++)
      expect(taken - given).toBeLessThan(atOnce)
    }
    expect(given).toBe(12)
    expect(most).toBeLessThanOrEqual(atOnce)
  })

  it('ends with the first failure in order, when all that was started has ended', async () => {
    const ended: number[] = []
    const work = async (item: number): Promise<number> => {
      await Promise.resolve()
      ended.push(item)
      if (item < 3) throw new Error(`item ${item}`)
      return item
    }
    await expect(collect(mapInOrder([1, 2, 3, 4], 3, work))).rejects.toThrow('item 1')
    expect(ended.sort((a, b) => a - b)).toEqual([1, 2, 3])
  })
})
