import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerRows } from '../bad-inputs/answer-rows'
import { FILE_ROWS, kmlRows } from '../bad-inputs/file-rows'
import { messageRows } from '../bad-inputs/message-rows'
import { ROWS_ELSEWHERE } from '../bad-inputs/rows-elsewhere'

const ROOT = join(__dirname, '../..')

/** Numbers of the rows of the list of bad inputs, by its sections. */
const ROWS: Readonly<Record<string, readonly number[]>> = {
  A: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20],
  B: [1, 2, 4, 5, 7, 8, 10, 11, 13],
  C: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17],
  D: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20],
  E: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17],
  G: [1, 2, 4, 5, 7, 8],
  H: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22, 23],
  I: [2, 4, 5, 7, 8],
  J: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20]
}

const ids = Object.entries(ROWS).flatMap(([section, numbers]) =>
  numbers.map((number) => `${section}-${String(number).padStart(2, '0')}`)
)

describe('the list of bad inputs', () => {
  it('has a test for every row', () => {
    const site = { type: 'Polygon', coordinates: [[[600_000, 300_000]]] } as const
    const tested = [
      ...messageRows('http://127.0.0.1/', site).map(({ id }) => id),
      ...FILE_ROWS.map(({ id }) => id),
      ...kmlRows('http://127.0.0.1/', '/nowhere').map(({ id }) => id),
      ...answerRows('http://127.0.0.1/').map(({ id }) => id),
      ...ROWS_ELSEWHERE.map(({ id }) => id)
    ]
    expect(ids.filter((id) => !tested.includes(id))).toEqual([])
    expect(tested.filter((id) => !ids.includes(id))).toEqual([])
  })

  it.each(ROWS_ELSEWHERE)('finds $id in $file', ({ file, words }) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(words)
  })
})
