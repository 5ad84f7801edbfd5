import { parseDecimal } from './decimal-text'

describe('parseDecimal', () => {
  it.each([
    ['27', 27],
    ['\t11307', 11307],
    [' 0.25 ', 0.25],
    ['.5', 0.5],
    ['4.', 4],
    ['1e3', 1000],
    ['-2', -2],
    [96.3, 96.3]
  ])('reads %j as %d', (published, value) => {
    expect(parseDecimal(published)).toBe(value)
  })

  it.each([
    'f',
    '?',
    '',
    '  ',
    '9602 or 10197',
    '0x10',
    'Infinity',
    '1,5',
    Number.NaN,
    Infinity,
    true,
    null,
    undefined
  ])('takes %j for missing', (published) => {
    expect(parseDecimal(published)).toBeNull()
  })
})
