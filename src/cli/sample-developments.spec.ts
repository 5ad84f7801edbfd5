import { join } from 'node:path'
import type { LinearRing, Position } from '@nrf/geometry'
import { sampleLayers } from './samples/district'
import { readSampleDevelopments, type SampleDevelopment } from './sample-developments'

type Box = Readonly<{ west: number; south: number; east: number; north: number }>

/** Area of a ring inside an upright box: the ring is cut at one side after the other. */
function areaInBox(ring: LinearRing, { west, south, east, north }: Box): number {
  const sides = [
    { axis: 0, limit: west, keeps: 1 },
    { axis: 0, limit: east, keeps: -1 },
    { axis: 1, limit: south, keeps: 1 },
    { axis: 1, limit: north, keeps: -1 }
  ] as const
  let kept: Position[] = ring.slice(1)
  for (const { axis, limit, keeps } of sides) {
    const depth = (corner: Position): number => (corner[axis] - limit) * keeps
    kept = kept.flatMap((corner, index): Position[] => {
      const before = kept.at(index - 1)!
      const share = depth(before) / (depth(before) - depth(corner))
      const cut: Position = [
        before[0] + share * (corner[0] - before[0]),
        before[1] + share * (corner[1] - before[1])
      ]
      const crosses = depth(before) < 0 !== depth(corner) < 0
      return [...(crosses ? [cut] : []), ...(depth(corner) >= 0 ? [corner] : [])]
    })
  }
  return kept.reduce((sum, [x, y], index) => {
    const [px, py] = kept.at(index - 1)!
    return sum + ((px - west) * (y - south) - (x - west) * (py - south)) / 2
  }, 0)
}

function boxOf(development: SampleDevelopment): Box {
  const { geometry } = development.details.boundary
  if (geometry.type !== 'Polygon') throw new Error('Only a polygon has one box here')
  const [ring] = geometry.coordinates
  const eastings = ring.map(([x]) => x)
  const northings = ring.map(([, y]) => y)
  return {
    west: Math.min(...eastings),
    south: Math.min(...northings),
    east: Math.max(...eastings),
    north: Math.max(...northings)
  }
}

/** Hectares of a site on each feature of a layer, by one of its properties; features without overlap are left out. */
function overlapsHa(layer: string, property: string, site: Box) {
  return sampleLayers()
    .find(({ name }) => name === layer)!
    .features.map(({ properties, geometry }) => ({
      name: properties[property],
      properties,
      areaHa: areaInBox(geometry.coordinates[0][0], site) / 10_000
    }))
    .filter(({ areaHa }) => areaHa !== 0)
}

const round2 = (value: number): number => {
  const cents = value * 100
  const floor = Math.floor(cents)
  const rest = cents - floor
  return (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) / 100
}

interface Sum {
  readonly current: string
  readonly residential: string
  readonly greenspaceKgPerHa: number
  readonly permitMgPerL: number
}

const NITROGEN: Sum = {
  current: 'LU_CurrNcoeff',
  residential: 'N_ResiCoeff',
  greenspaceKgPerHa: 3,
  permitMgPerL: 10
}
const PHOSPHORUS: Sum = {
  current: 'LU_CurrPcoeff',
  residential: 'P_ResiCoeff',
  greenspaceKgPerHa: 0.2,
  permitMgPerL: 0.25
}

function totalKgPerYear(development: SampleDevelopment, sum: Sum): number {
  const site = boxOf(development)
  const parcels = overlapsHa('coefficient_layer', 'cromeid', site)
  const siteHa = ((site.east - site.west) * (site.north - site.south)) / 10_000
  const dwellings = development.details.development.housingUnits
  const uplift = parcels.reduce((total, { properties, areaHa }) => {
    const residential = Number(properties[sum.residential])
    const after = siteHa >= 1 ? residential * (1 - 0.2) + 0.2 * sum.greenspaceKgPerHa : residential
    return total + round2((after - Number(properties[sum.current])) * areaHa)
  }, 0)
  const landUse = round2(uplift - Math.abs(uplift) * (dwellings >= 50 ? 0.25 : 0))
  const wastewater = dwellings * 2.4 * 120 * 365.25 * ((sum.permitMgPerL / 1_000_000) * 0.9)
  const base = landUse + wastewater
  return round2(base + Math.abs(base) * 0.2)
}

describe('the sample developments', () => {
  let samples: SampleDevelopment[]
  const sample = (reference: string) => samples.find(({ details }) => details.reference === reference)!

  beforeAll(async () => {
    samples = await readSampleDevelopments(join(__dirname, '../../samples/developments.json'))
  })

  it('have references of their own, NRF-900001 onwards, and leave NRF-900404 unknown', () => {
    const references = samples.map(({ details }) => details.reference)
    expect(references).toEqual(samples.map((_, index) => `NRF-${900_001 + index}`))
    expect(references).not.toContain('NRF-900404')
  })

  it('have e-mail addresses at example.com only', () => {
    expect(JSON.stringify(samples).match(/@[\w.-]+/g)).toEqual(
      samples.filter(({ details }) => details.email !== undefined).map(() => '@example.com')
    )
  })

  it('end in every way, and name the code of a failure', () => {
    expect(new Set(samples.map(({ expect: end }) => end))).toEqual(
      new Set(['completed', 'out-of-scope', 'failed'])
    )
    for (const { expect: end, failureCode } of samples)
      expect(failureCode !== undefined).toBe(end === 'failed')
  })

  it('put NRF-900001 on exactly two plain parcels, one catchment and one works', () => {
    const site = boxOf(sample('NRF-900001'))
    expect(overlapsHa('coefficient_layer', 'Land_use_cat', site)).toMatchObject([
      { name: 'Cereals', areaHa: 0.5 },
      { name: 'Improved grassland', areaHa: 0.4 }
    ])
    expect(overlapsHa('nn_catchments', 'N2K_Site_N', site)).toMatchObject([{ name: 'River Wensum SAC' }])
    expect(overlapsHa('wwtw_catchments', 'WwTw_ID', site)).toMatchObject([{ name: 929 }])
  })

  it('put NRF-900002 on exactly four plain parcels, one catchment and one works', () => {
    const site = boxOf(sample('NRF-900002'))
    expect(overlapsHa('coefficient_layer', 'Land_use_cat', site)).toMatchObject([
      { name: 'Woodland', areaHa: 0.5 },
      { name: 'Horticulture', areaHa: 0.5 },
      { name: 'Cereals', areaHa: 1 },
      { name: 'Improved grassland', areaHa: 1 }
    ])
    expect(overlapsHa('nn_catchments', 'N2K_Site_N', site)).toMatchObject([{ name: 'The Broads SAC' }])
    expect(overlapsHa('wwtw_catchments', 'WwTw_ID', site)).toMatchObject([{ name: 938 }])
  })

  it('carry the totals that their parcels, dwellings and permits give', () => {
    const worked = samples.filter(({ expected }) => expected !== undefined)
    expect(worked.map(({ details }) => details.reference)).toEqual(['NRF-900001', 'NRF-900002'])
    for (const development of worked) {
      expect(development.expected).toEqual({
        nitrogenTotalKgPerYear: totalKgPerYear(development, NITROGEN),
        phosphorusTotalKgPerYear: totalKgPerYear(development, PHOSPHORUS)
      })
    }
  })

  it('lie in two catchments, in none, and outside every works, as their titles say', () => {
    const layersAt = (reference: string) => {
      const site = boxOf(sample(reference))
      return [
        overlapsHa('nn_catchments', 'OID', site).length,
        overlapsHa('wwtw_catchments', 'WwTw_ID', site).length
      ]
    }
    expect(layersAt('NRF-900003')).toEqual([2, 1])
    expect(layersAt('NRF-900004')).toEqual([1, 0])
    expect(layersAt('NRF-900005')).toEqual([0, 0])
    expect(layersAt('NRF-900006')).toEqual([0, 1])
  })
})
