import { Turnstile } from './turnstile'

describe('turnstile', () => {
  it('lets holders in one at a time, in order, and a holder again without waiting', async () => {
    const turnstile = new Turnstile()
    const [first, second, third] = [{}, {}, {}]
    const entered: string[] = []
    await turnstile.enter(first)
    await turnstile.enter(first)
    const others = [
      turnstile.enter(second).then(() => entered.push('second')),
      turnstile.enter(third).then(() => entered.push('third'))
    ]
    turnstile.leave(second)
    turnstile.leave(first)
    await others[0]
    expect(entered).toEqual(['second'])
    turnstile.leave(second)
    await others[1]
    expect(entered).toEqual(['second', 'third'])
    turnstile.leave(third)
    await turnstile.enter(first)
  })
})
