import { BACKEND_CODES } from './codes/backend-codes'
import type { FailureDescription } from './codes/failure-description'
import { FILE_CODES } from './codes/file-codes'
import { GEOMETRY_CODES } from './codes/geometry-codes'
import { MESSAGE_CODES } from './codes/message-codes'
import { OPERATION_CODES } from './codes/operation-codes'
import { ZIP_CODES } from './codes/zip-codes'
import { FAILURE_CODES } from './failure-codes'

const FAMILIES = [MESSAGE_CODES, BACKEND_CODES, FILE_CODES, ZIP_CODES, GEOMETRY_CODES, OPERATION_CODES]

describe('the list of failure codes', () => {
  it.each(Object.entries<FailureDescription>(FAILURE_CODES))(
    'says of %s its cause, its fix, who acts and what the applicant reads',
    (code, { cause, fix, publicText, actor }) => {
      expect(code).toMatch(/^[a-z]+\d?(_[a-z]+)+$/)
      for (const text of [cause, fix, publicText]) expect(text).toMatch(/^[A-Z][^|\n]{5,}\.$/)
      expect(['applicant', 'backend', 'operator', 'developer']).toContain(actor)
    }
  )

  it('has no code in two families', () => {
    const codes = FAMILIES.flatMap((family) => Object.keys(family))
    expect(codes).toEqual(Object.keys(FAILURE_CODES))
  })
})
