import type { EdpOverlaps, EdpPondOverlap } from '../great-crested-newt.types'
import { EdpSplitCalculator } from './edp-split.calculator'
import type { GroupedPond } from './pond-frequency.calculator'

const aPond = (number: number, isCounted = true): GroupedPond => ({
  pond: {
    number,
    area: 'RLB',
    newts: 'P',
    isTemporaryImpact: false,
    areaM2: 100,
    zones: isCounted ? ['Red'] : []
  },
  maxZone: isCounted ? 'Red' : null,
  group: isCounted ? { PANS: 'P', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F' } : null
})

const held = (pond: number, edpArea: number, overlapM2: number): EdpPondOverlap => ({
  pond,
  edpArea,
  edpName: `Area${edpArea}`,
  overlapM2
})

const split = (ponds: readonly GroupedPond[], overlaps: Partial<EdpOverlaps>) =>
  new EdpSplitCalculator().calculate({ areas: [], habitat: [], ponds: [], ...overlaps }, ponds)

describe('EdpSplitCalculator', () => {
  it('counts a pond in the one EDP area that holds the most of it', () => {
    const { ponds, pondRows } = split([aPond(4)], { ponds: [held(4, 1, 30), held(4, 2, 70)] })
    expect(ponds).toEqual([{ pond: 4, edp: held(4, 2, 70), isStraddling: true }])
    expect(pondRows).toEqual([
      { PANS: 'P', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F', EDPName: 'Area2', FREQUENCY: 1 }
    ])
  })

  it('takes the first in the file where two hold the same, in whatever order they come', () => {
    const { ponds } = split([aPond(1)], { ponds: [held(1, 3, 50), held(1, 2, 50)] })
    expect(ponds[0].edp?.edpArea).toBe(2)
  })

  it('counts a pond that touches a second area as one of the first only', () => {
    const { ponds } = split([aPond(1)], { ponds: [held(1, 1, 0), held(1, 2, 50)] })
    expect(ponds).toEqual([{ pond: 1, edp: held(1, 2, 50), isStraddling: false }])
  })

  it('places a pond without area by what it touches', () => {
    expect(split([aPond(1)], { ponds: [held(1, 2, 0)] }).pondRows).toMatchObject([{ EDPName: 'Area2' }])
  })

  it('leaves out a pond in no EDP area, and one that does not count', () => {
    const { ponds, pondRows } = split([aPond(1), aPond(2, false)], { ponds: [held(2, 1, 10)] })
    expect(ponds).toEqual([{ pond: 1, edp: null, isStraddling: false }])
    expect(pondRows).toEqual([])
  })

  it('adds up ponds by EDP, the EDP last in the order', () => {
    const numbers = [1, 2, 3]
    const { pondRows } = split(
      numbers.map((number) => aPond(number)),
      {
        ponds: [held(1, 2, 9), held(2, 1, 9), held(3, 2, 9)]
      }
    )
    expect(pondRows.map(({ EDPName, FREQUENCY }) => [EDPName, FREQUENCY])).toEqual([
      ['Area1', 1],
      ['Area2', 2]
    ])
  })

  it('sorts the habitat by area, zone, EDP and size, without adding up', () => {
    const patch = (area: 'RLB' | 'Buffer', zone: string, edpArea: number, areaM2: number) => ({
      area,
      zone,
      edpArea,
      areaM2,
      edpName: `Area${edpArea}`,
      sitePart: area === 'RLB' ? 1 : null,
      zoneFeature: 1
    })
    const habitat = [
      patch('RLB', 'Red', 2, 7),
      patch('RLB', 'Red', 1, 9),
      patch('RLB', 'Red', 1, 8),
      patch('RLB', 'Amber', 2, 6),
      patch('Buffer', 'Red', 2, 5)
    ]
    expect(split([], { habitat }).habitatRows.map((row) => Object.values(row).join(' '))).toEqual([
      'Buffer Red Area2 5',
      'RLB Amber Area2 6',
      'RLB Red Area1 8',
      'RLB Red Area1 9',
      'RLB Red Area2 7'
    ])
  })
})
