import { readOptions } from './options'

describe('options of the benchmark', () => {
  it('warms up longer on small data, or as often as it is told', () => {
    const usual = readOptions([])
    expect(['small', 'national', 'doubled'].map((name) => usual?.warmUpOf(name as 'small'))).toEqual([
      1960, 980, 980
    ])
    expect(readOptions(['--warm-up', '5'])?.warmUpOf('small')).toBe(5)
  })

  it('reads lists', () => {
    const args = ['--data', 'national,doubled', '--slots', '2,16']
    expect(readOptions(args)).toMatchObject({ data: ['national', 'doubled'], slots: [2, 16] })
  })

  it('answers nothing where help is asked for', () => {
    expect(readOptions(['--help'])).toBeUndefined()
  })

  it.each([
    ['--data', 'large', '--data large: one or more of small,national,doubled'],
    ['--slots', '0', '--slots 0: whole numbers from 1 to 64'],
    ['--jobs', '1.5', '--jobs 1.5: whole numbers from 1 on'],
    ['--warm-up', '', '--warm-up : whole numbers from 1 on']
  ])('refuses %s "%s"', (option, value, problem) => {
    expect(() => readOptions([option, value])).toThrow(problem)
  })
})
