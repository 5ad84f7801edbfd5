import { retryAfterSeconds } from './retry-after'

const NOW = Date.parse('2026-05-11T09:30:00Z')

it.each([
  ['0', 0],
  [' 17 ', 17],
  ['901', 900],
  ['99999999999999999999', 900],
  ['Mon, 11 May 2026 09:30:42 GMT', 42],
  ['Mon, 11 May 2026 12:30:00 GMT', 900],
  ['Mon, 11 May 2020 09:30:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
  [undefined, undefined],
  [['1', '2'], undefined]
])('reads %j as %p', (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds)
})
