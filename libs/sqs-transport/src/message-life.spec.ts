import fc from 'fast-check'
import { LifeModel, Step } from './testing/life-model'

/**
 * Messages arrive, also twice, handlers end in every way, and SQS answers late, in part, with errors or not at all:
 * in any order. The model checks after each step, and at rest, what must hold.
 */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver'), id: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('turn-away'), id: fc.constantFrom('a', 'b', 'c') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end'),
      id: fc.constantFrom('a', 'b', 'c'),
      how: fc.constantFrom('resolve', 'release', 'retry', 'dead-letter')
    })
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('answer'),
      call: fc.constantFrom('delete', 'change'),
      how: fc.constantFrom('done', 'failed', 'done-but-lost', 'first-refused')
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(0, 20, 250, 900, 8000) })
  }
)

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

it('no handler runs twice at once, the newest receipt is deleted, no slot leaks, nothing deleted becomes visible', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const model = new LifeModel((ms) => jest.advanceTimersByTimeAsync(ms))
      for (const next of steps) await model.take(next)
      await model.comeToRest()
      expect(model.violations).toEqual([])
      expect(model.atRest).toEqual({ freeSlots: 2, busy: 0, handled: 0 })
      expect(jest.getTimerCount()).toBe(0)
    }),
    { numRuns: 250 }
  )
})
