import { DatabaseError } from 'pg'
import { DatabaseUnavailable } from './database.failures'
import { isSchemaMissing, statementError } from './database-errors'

function sqlError(code: string, message = 'said the database'): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { code })
}

describe('statementError', () => {
  it.each([
    ['57014', 'a statement that took too long'],
    ['57P01', 'a server that shuts down'],
    ['53300', 'too many connections'],
    ['40001', 'a transaction that lost'],
    ['08006', 'a connection that broke']
  ])('takes %s, %s, for a database that is away', (code) => {
    const cause = sqlError(code)

    expect(statementError('zones', cause)).toBeInstanceOf(DatabaseUnavailable)
    expect(statementError('zones', cause)).toMatchObject({ cause, retryable: true })
  })

  it('takes an error without a code of the database for a connection that broke', () => {
    expect(statementError('zones', new Error('Connection terminated'))).toBeInstanceOf(DatabaseUnavailable)
  })

  it.each([sqlError('42703'), sqlError('XX000'), new TypeError('not a buffer')])(
    'takes %p for a fault of the release, and names the question',
    (cause) => {
      const error = statementError('zones', cause)

      expect(error).not.toBeInstanceOf(DatabaseUnavailable)
      expect(error).toMatchObject({ message: `Question "zones" failed: ${cause.message}`, cause })
    }
  )
})

describe('isSchemaMissing', () => {
  it('knows a schema or table that is not there', () => {
    expect(isSchemaMissing(statementError('pin', sqlError('42P01')))).toBe(true)
    expect(isSchemaMissing(statementError('pin', sqlError('3F000')))).toBe(true)
    expect(isSchemaMissing(statementError('pin', sqlError('42703')))).toBe(false)
    expect(isSchemaMissing(new Error('other'))).toBe(false)
  })
})
