import { domainOf, maskAddress, maskAddresses } from './email-address'

describe('e-mail addresses', () => {
  it('takes the domain after the last @, lower-case', () => {
    expect(domainOf('"a@b"@Example.COM')).toBe('example.com')
  })

  it('masks all but the first character and the domain', () => {
    expect(maskAddress('planner@example.com')).toBe('p***@example.com')
  })

  it('masks every address inside a sentence', () => {
    expect(maskAddresses('to <planner@example.com>, other@example.org')).toBe(
      'to <p***@example.com>, o***@example.org'
    )
  })
})
