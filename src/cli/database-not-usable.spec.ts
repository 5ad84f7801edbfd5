import { connectionFault } from './database-not-usable'

const withCode = (code: string, message = 'reason') => Object.assign(new Error(message), { code })

describe('the reason why there is no connection', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000', '57P03'])('is the message under %s', (code) => {
    expect(connectionFault(withCode(code))).toBe('reason')
  })

  it('is that of the first address where several were tried', () => {
    const refused = [withCode('ECONNREFUSED', 'refused at ::1'), withCode('ECONNREFUSED')]
    expect(connectionFault(new AggregateError(refused))).toBe('refused at ::1')
  })

  it.each([withCode('42P01'), new Error('no code'), 'text', new AggregateError([])])(
    'is undefined for %s',
    (error) => {
      expect(connectionFault(error)).toBeUndefined()
    }
  )
})
