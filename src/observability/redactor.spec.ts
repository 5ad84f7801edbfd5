import fc from 'fast-check'
import { maskBoundaries } from './redaction/mask-boundaries'
import { maskCredentials } from './redaction/mask-credentials'
import { maskEmails } from './redaction/mask-emails'
import { Redactor } from './redactor'

const NOTIFY_KEY = 'nrf-7f3c1a52-9d4e-4b61-8a07-2c5d9e6f1b34-0d8e5b7a-3c21-4f96-b1e8-6a7d2f4c9035'
const redactor = new Redactor([NOTIFY_KEY, 'correct horse', undefined, 'short'])
const redact = (text: string): string => redactor.redact(text)

describe('e-mail addresses', () => {
  it.each([
    ['sent to priya.shah@example.com today', 'sent to p***@example.com today'],
    ['<a@b.example>', '<***@b.example>'],
    ['to="o\'brien+nrf@example.co.uk",', 'to="o***@example.co.uk",'],
    ['"priya shah"@example.com refused', '***@example.com refused'],
    ['?to=priya%40example.com&x=1', '?***@example.com&x=1'],
    ['mailto:priya@example.com', 'mailto:p***@example.com'],
    ['zoë@bücher.example, mei@example.com', 'z***@bücher.example, m***@example.com'],
    ['p***@example.com', 'p***@example.com']
  ])('masks %s', (text, masked) => {
    expect(redact(text)).toBe(masked)
  })

  it('leaves package names in stack traces alone', () => {
    const line = 'at node_modules/@nestjs/core/router.js:10:5'
    expect(redact(line)).toBe(line)
  })

  it('leaves no address in any text', () => {
    // A slash ends a name, because package names in stack traces look like addresses otherwise.
    const addresses = fc.emailAddress().filter((address) => !address.includes('/@'))
    fc.assert(
      fc.property(addresses, fc.string(), fc.string(), (email, before, after) => {
        expect(redact(`${before} ${email} ${after}`)).not.toContain(email)
      })
    )
  })
})

describe('boundaries', () => {
  it.each([
    ['{"coordinates":[[[430000.5,289000],[430100,289000]]]}', '{"coordinates":[boundary]}'],
    ['POLYGON((430000 289000, 430100 289000))', 'POLYGON[boundary]'],
    ['SRID=27700;POINT (430000 289000) lies outside', 'SRID=27700;POINT [boundary] lies outside'],
    [
      'Unexpected token, ..."0000.5,289000],[43010"... is not valid JSON',
      'Unexpected token, ..."[boundary]"... is not valid JSON'
    ],
    ['Self-intersection at 430000.25 289000.75', 'Self-intersection at [boundary]'],
    ['at [-1.5, 52.5]', 'at [boundary]'],
    ['lies at -1.54321,52.12345', 'lies at [boundary]'],
    ['"430000,\\n289000"', '"[boundary]"'],
    [`geometry 0103000020346C000001000000050000000000000060E31A41`, 'geometry [boundary]']
  ])('masks %s', (text, masked) => {
    expect(redact(text)).toBe(masked)
  })

  it.each([
    'reference NRF-123456 took 1234 ms, 262144 bytes',
    'attempt 2 of 3, retry in 30 s',
    'at Object.<anonymous> (/app/dist/main.js:10:5)',
    'trace 550e8400-e29b-41d4-a716-446655440000 at 2026-11-24T13:28:45.123Z',
    'digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
  ])('leaves %s alone', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('leaves no coordinate of any polygon in a text', () => {
    const metres = fc.double({ min: 100_000, max: 999_999, noNaN: true })
    const ring = fc.array(fc.tuple(metres, metres), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(ring, fc.constantFrom(' ', ', ', ',', '\n'), (points, gap) => {
        const wkt = `POLYGON((${points.map(([x, y]) => `${x} ${y}`).join(gap)}))`
        const text = redact(`bad ${JSON.stringify({ type: 'Polygon', coordinates: [points] })} or ${wkt}`)
        expect(text).not.toMatch(/\d{3}/)
      })
    )
  })
})

describe('keys', () => {
  it.each([
    [`key ${NOTIFY_KEY} refused`, 'key [secret] refused'],
    ['password correct horse', 'password [secret]'],
    ['password correct%20horse', 'password [secret]'],
    ['postgres://nrf:hunter2@db:5432/nrf', 'postgres://[secret]@db:5432/nrf'],
    ['authorization: Bearer abc.def', 'authorization: Bearer [secret]'],
    ['{"x-api-key":"k-123"}', '{"x-api-key":"[secret]"}'],
    ['?X-Amz-Signature=ab12&x=1', '?X-Amz-Signature=[secret]&x=1'],
    ['token eyJhbGciOi.eyJpc3Mi.c2ln', 'token [secret]'],
    ['0d8e5b7a-3c21-4f96-b1e8-6a7d2f4c9035-7f3c1a52-9d4e-4b61-8a07-2c5d9e6f1b34', '[secret]']
  ])('masks %s', (text, masked) => {
    expect(redact(text)).toBe(masked)
  })

  it('does not take a short word of the configuration for a secret', () => {
    expect(redact('a short message')).toBe('a short message')
  })
})

describe('hostile texts', () => {
  it('cuts a long text before the word that the cut goes through', () => {
    const text = redact(`${'word '.repeat(1637)}priya.shah@example.com and more`)
    expect(text).not.toContain('priya')
    expect(text).toMatch(/characters\)$/)
  })

  it.each([
    '@',
    '%40',
    'a@',
    '"@',
    '(',
    '[',
    '1',
    '1 ',
    '1.',
    '1e',
    '-',
    '://',
    'eyJ-',
    'Bearer ',
    '1,',
    '00',
    ' '
  ])('masks a megabyte of %j without slowing down', (piece) => {
    const text = piece.repeat(Math.floor(1_000_000 / piece.length))
    const started = performance.now()
    for (const mask of [maskEmails, maskBoundaries, maskCredentials]) mask(text)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
