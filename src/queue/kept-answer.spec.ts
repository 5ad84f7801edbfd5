import { KeptAnswer } from './kept-answer'

describe('KeptAnswer', () => {
  it('keeps a good answer for 5 s, and no bad one', async () => {
    let now = 0
    let asked = 0
    let failure: Error | undefined = new Error('away')
    const answer = new KeptAnswer(
      async () => {
        asked += 1
        if (failure) throw failure
      },
      () => now
    )
    await expect(answer.isGood()).rejects.toThrow('away')
    failure = undefined
    expect([await answer.isGood(), await answer.isGood()]).toEqual([true, true])
    expect(asked).toBe(2)
    now = 5000
    await answer.isGood()
    expect(asked).toBe(3)
  })
})
