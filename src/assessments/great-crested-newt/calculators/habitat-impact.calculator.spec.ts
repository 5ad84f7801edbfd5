import type { HabitatPatch } from '../great-crested-newt.types'
import { HabitatImpactCalculator } from './habitat-impact.calculator'

const aPatch = (fields: Partial<HabitatPatch> = {}): HabitatPatch => ({
  area: 'RLB',
  sitePart: 1,
  zoneFeature: 1,
  zone: 'Green',
  areaM2: 10,
  ...fields
})

const calculate = (...patches: HabitatPatch[]) => new HabitatImpactCalculator().calculate(patches)

describe('HabitatImpactCalculator', () => {
  it('gives one row a patch, by area, zone and size', () => {
    const { rows } = calculate(
      aPatch({ zone: 'Red' }),
      aPatch({ areaM2: 30 }),
      aPatch({ areaM2: 20, sitePart: 2 }),
      aPatch({ area: 'Buffer', zone: 'Red', sitePart: null, areaM2: 90 })
    )
    expect(rows).toEqual([
      { Area: 'Buffer', RZ: 'Red', Shape_Area: 90 },
      { Area: 'RLB', RZ: 'Green', Shape_Area: 20 },
      { Area: 'RLB', RZ: 'Green', Shape_Area: 30 },
      { Area: 'RLB', RZ: 'Red', Shape_Area: 10 }
    ])
  })

  it('adds up by zone, the worst first, an unknown one last', () => {
    const { zones } = calculate(
      aPatch({ zone: 'Blue', areaM2: 1 }),
      aPatch({ zone: 'Green', areaM2: 2 }),
      aPatch({ zone: 'Green', areaM2: 3, sitePart: 2 }),
      aPatch({ zone: 'Red', areaM2: 5 }),
      aPatch({ zone: 'Red', areaM2: 8, area: 'Buffer', sitePart: null })
    )
    expect(zones).toEqual([
      { zone: 'Red', siteM2: 5, surroundingsM2: 8 },
      { zone: 'Green', siteM2: 5, surroundingsM2: 0 },
      { zone: 'Blue', siteM2: 1, surroundingsM2: 0 }
    ])
  })

  it('is empty without patches', () => {
    expect(calculate()).toEqual({ rows: [], zones: [] })
  })
})
