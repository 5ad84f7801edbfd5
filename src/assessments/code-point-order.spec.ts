import { byCodePoint } from './code-point-order'

describe('byCodePoint', () => {
  it('puts upper case before lower case', () => {
    expect(['b', 'B', 'a'].sort(byCodePoint)).toEqual(['B', 'a', 'b'])
  })

  it('puts a character beyond U+FFFF after U+FFFD, unlike UTF-16 order', () => {
    expect(['\u{1F600}', '\uFFFD'].sort(byCodePoint)).toEqual(['\uFFFD', '\u{1F600}'])
    expect(['\u{1F600}', '\uFFFD'].sort()).toEqual(['\u{1F600}', '\uFFFD'])
  })
})
