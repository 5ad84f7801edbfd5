import type { LayerColumn } from '../../layer-declaration'
import { readColumn } from './column-value'

const number = (changes: Partial<LayerColumn> = {}): LayerColumn => ({
  name: 'rate',
  type: 'number',
  ...changes
})
const text = (changes: Partial<LayerColumn> = {}): LayerColumn => ({ name: 'code', type: 'text', ...changes })

describe('readColumn', () => {
  it.each([
    [2.5, 2.5],
    ['2.5', 2.5],
    [' 27 ', 27],
    ['1e3', 1000],
    ['.5', 0.5],
    ['', null],
    [null, null]
  ])('reads %j as the number %j', (raw, value) => {
    expect(readColumn(number(), raw, false)).toEqual({ value })
  })

  it.each(['f', '?', '9602 or 10197', '0x10', 'Infinity', true])('refuses %j as a number', (raw) => {
    const { fault } = readColumn(number(), raw, false)

    expect(fault).toMatch(/^rate is .*, which is not a number$/)
  })

  it('takes a text that is no number for missing where the layer says so', () => {
    expect(readColumn(number(), 'n/a', true)).toEqual({ value: null })
  })

  it('refuses a fraction where a whole number is declared', () => {
    const whole = number({ type: 'integer' })

    expect(readColumn(whole, '3', false)).toEqual({ value: 3 })
    expect(readColumn(whole, 3.5, false).fault).toBe('rate is 3.5, which is not a whole number')
  })

  it.each([
    [0, undefined],
    [50, undefined],
    [50.001, 'rate is 50.001, outside 0 to 50'],
    [-1, 'rate is -1, outside 0 to 50']
  ])('holds %j against an inclusive range', (raw, fault) => {
    expect(readColumn(number({ range: [0, 50] }), raw, false).fault).toBe(fault)
  })

  it('keeps a text as it is, blanks and all, and writes numbers as text', () => {
    expect(readColumn(text(), 'Kilmington ', false)).toEqual({ value: 'Kilmington ' })
    expect(readColumn(text(), 141, false)).toEqual({ value: '141' })
    expect(readColumn(text(), null, false)).toEqual({ value: null })
  })

  it.each([null, ''])('refuses %j where a value is required', (raw) => {
    expect(readColumn(text({ required: true }), raw, false).fault).toBe('code is missing')
    expect(readColumn(number({ required: true }), raw, false).fault).toBe('rate is missing')
  })

  it('quotes only the beginning of a long text', () => {
    const { fault } = readColumn(number(), 'x'.repeat(1_000), false)

    expect(fault?.length).toBeLessThan(100)
  })

  it('refuses a text that is not one of those declared', () => {
    const zone = text({ oneOf: ['Red', 'Green'] })

    expect(readColumn(zone, 'Red', false)).toEqual({ value: 'Red' })
    expect(readColumn(zone, null, false)).toEqual({ value: null })
    expect(readColumn(zone, 'red', false).fault).toBe('code is "red", not one of Red, Green')
    expect(readColumn({ ...zone, required: true }, '', false).fault).toBe('code is missing')
  })
})
