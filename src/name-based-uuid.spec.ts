import { nameBasedUuid } from './name-based-uuid'

describe('nameBasedUuid', () => {
  it('gives the published example', () => {
    const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex')
    expect(nameBasedUuid(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
  })
})
