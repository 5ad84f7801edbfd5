import { parse } from 'csv-parse'
import fc from 'fast-check'
import { csvLine } from './csv-text'

function readBack(text: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    parse(text, (error, records: string[][]) => (error ? reject(error) : resolve(records)))
  })
}

describe('a line of CSV', () => {
  it('is empty for null, and has numbers as short as they can be', () => {
    expect(csvLine([null, undefined, '', 0, -3.66, 120.0, -3.6599999999999997, 1e-7, true])).toBe(
      ',,,0,-3.66,120,-3.6599999999999997,1e-7,true\n'
    )
  })

  it('quotes commas, quotes and line breaks', () => {
    expect(csvLine(['a,b', 'say "no"', 'one\ntwo', 'one\rtwo', "St Michael's"])).toBe(
      `"a,b","say ""no""","one\ntwo","one\rtwo",St Michael's\n`
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
    'puts an apostrophe before the text %j',
    async (text) => {
      expect(await readBack(csvLine([text, 'x']))).toEqual([[`'${text}`, 'x']])
    }
  )

  it('leaves numbers alone: a negative load is no formula', () => {
    expect(csvLine([-1, -0.5, 'a-1', '1=1'])).toBe('-1,-0.5,a-1,1=1\n')
  })

  it('reads back to the same texts and numbers, whatever they are', async () => {
    const number = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => (Object.is(value, -0) ? 0 : value))
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'\',"\r\n=+-@\t x'.split('')) }),
      number
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          const text = rows.map((row) => csvLine(['-', ...row, 0])).join('')
          const records = await new Promise<string[][]>((resolve, reject) => {
            const options = { relax_column_count: true, record_delimiter: '\n' }
            parse(text, options, (error, found: string[][]) => (error ? reject(error) : resolve(found)))
          })
          const expected = rows.map((row) => ["'-", ...row.map((value) => expectedCell(value)), '0'])
          expect(records).toEqual(expected)
          const readNumbers = rows.map((row, i) =>
            row.flatMap((value, j) => (typeof value === 'number' ? [Number(records[i][j + 1])] : []))
          )
          expect(readNumbers).toEqual(rows.map((row) => row.filter((value) => typeof value === 'number')))
        }
      )
    )
  })
})

function expectedCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  return '=+-@\t\r'.includes(value.charAt(0)) && value !== '' ? `'${value}` : value
}
