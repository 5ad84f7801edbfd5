import { BoundedSet } from './bounded-set'

describe('BoundedSet', () => {
  it('forgets the oldest value first; adding again makes a value young', () => {
    const set = new BoundedSet(2)
    for (const value of ['a', 'b', 'a', 'c']) set.add(value)
    expect(['a', 'b', 'c'].map((value) => set.has(value))).toEqual([true, false, true])
  })
})
