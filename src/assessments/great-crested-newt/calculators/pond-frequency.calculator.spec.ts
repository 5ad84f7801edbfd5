import type { AssessedPond } from '../great-crested-newt.types'
import { HighestZoneCalculator } from './highest-zone.calculator'
import { PondFrequencyCalculator } from './pond-frequency.calculator'

const aPond = (fields: Partial<AssessedPond> = {}): AssessedPond => ({
  number: 1,
  area: 'RLB',
  newts: 'P',
  isTemporaryImpact: false,
  areaM2: 100,
  zones: ['Green'],
  ...fields
})

const calculate = (...ponds: AssessedPond[]) =>
  new PondFrequencyCalculator(new HighestZoneCalculator()).calculate(ponds)

describe('PondFrequencyCalculator', () => {
  it('counts ponds of one group together', () => {
    expect(calculate(aPond(), aPond({ number: 2, zones: ['Green'] })).rows).toEqual([
      { PANS: 'P', Area: 'RLB', MaxZone: 'Green', TmpImp: 'F', FREQUENCY: 2 }
    ])
  })

  it('groups by newts, area, highest zone and impact, in this order', () => {
    const { rows } = calculate(
      aPond({ newts: 'P' }),
      aPond({ newts: 'NS' }),
      aPond({ newts: 'A', isTemporaryImpact: true }),
      aPond({ newts: 'A' }),
      aPond({ newts: 'A', zones: ['Amber', 'Red'] }),
      aPond({ newts: 'A', area: 'Buffer', zones: ['Amber', 'Green'] })
    )
    expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
      'A Buffer Amber F 1',
      'A RLB Green F 1',
      'A RLB Green T 1',
      'A RLB Red F 1',
      'NS RLB Green F 1',
      'P RLB Green F 1'
    ])
  })

  it.each([
    ['meets no zone', { zones: [] }],
    ['has unknown newts', { newts: null }],
    ['has an unknown impact', { isTemporaryImpact: null }]
  ])('does not count a pond that %s, and keeps it in sight', (_, fields) => {
    const { rows, ponds } = calculate(aPond(fields))
    expect(rows).toEqual([])
    expect(ponds).toMatchObject([{ pond: { number: 1 }, group: null }])
  })

  it('is empty without ponds', () => {
    expect(calculate()).toEqual({ ponds: [], rows: [] })
  })
})
