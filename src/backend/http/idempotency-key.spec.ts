import type { AssessmentResult } from '../result-sink'
import { idempotencyKey } from './idempotency-key'

const RESULT: AssessmentResult = {
  reference: 'NRL-204871',
  revision: 1,
  assessmentTypes: ['great-crested-newt', 'nutrient'],
  status: 'COMPLETED',
  outcomes: []
}

describe('idempotencyKey', () => {
  it('is a UUID of version 5 that never changes', () => {
    expect(idempotencyKey(RESULT)).toBe('340ad2bc-6274-5885-951d-90ba15c8762c')
    expect(idempotencyKey(RESULT)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    )
  })

  it('does not depend on the order of the types', () => {
    const assessmentTypes = ['nutrient', 'great-crested-newt']
    expect(idempotencyKey({ ...RESULT, assessmentTypes })).toBe(idempotencyKey(RESULT))
  })

  it.each<[string, AssessmentResult]>([
    ['reference', { ...RESULT, reference: 'NRL-204872' }],
    ['revision', { ...RESULT, revision: 2 }],
    ['types', { ...RESULT, assessmentTypes: ['nutrient'] }],
    ['status', { ...RESULT, status: 'FAILED', error: { code: 'unclosed_ring', message: 'x' } }]
  ])('differs by %s', (_name, other) => {
    expect(idempotencyKey(other)).not.toBe(idempotencyKey(RESULT))
  })
})
