import { activationTrail } from './activation-trail'

describe('activationTrail', () => {
  it.each([
    ['nothing', [], []],
    ['one version after the other', [1, 2, 3], [1, 2, 3]],
    ['a step back', [1, 2, 3, 2], [1, 2]],
    ['two steps back and a new version', [1, 2, 3, 1, 4], [1, 4]]
  ])('follows %s', (_, activated, trail) => {
    expect(activationTrail(activated)).toEqual(trail)
  })
})
