import { emailReference } from './email-reference'

const job = { reference: 'NRL-204871', revision: 1, assessmentTypes: ['nutrient', 'great-crested-newt'] }

describe('emailReference', () => {
  it('is a version 5 UUID that stays the same across releases', () => {
    expect(emailReference(job, 'job-completed')).toBe('9d0ed2e9-7c13-5236-aa09-b455aea8179c')
  })

  it('does not depend on the order of the types', () => {
    const reordered = { ...job, assessmentTypes: ['great-crested-newt', 'nutrient'] }
    expect(emailReference(reordered, 'job-completed')).toBe(emailReference(job, 'job-completed'))
  })

  it.each([
    ['reference', { ...job, reference: 'NRL-204872' }],
    ['revision', { ...job, revision: 2 }],
    ['types', { ...job, assessmentTypes: ['nutrient'] }]
  ])('changes with the %s', (_what, other) => {
    expect(emailReference(other, 'job-completed')).not.toBe(emailReference(job, 'job-completed'))
  })

  it('changes with the template', () => {
    expect(emailReference(job, 'job-failed')).not.toBe(emailReference(job, 'job-completed'))
  })
})
