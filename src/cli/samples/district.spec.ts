import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { LinearRing, Position } from '@nrf/geometry'
import { parse } from 'csv-parse'
import { sampleLayers } from './district'
import { DISTRICT } from './plane'
import { layerText, type SampleFeature } from './sample-layer'

const layers = sampleLayers()
const features = (name: string): readonly SampleFeature[] =>
  layers.find((layer) => layer.name === name)!.features
const values = (layer: string, property: string) =>
  features(layer).map(({ properties }) => properties[property])
const ringsOf = ({ geometry }: SampleFeature): LinearRing[] =>
  geometry.coordinates.flatMap((rings) => [...rings])
const lookup = (name: string): Promise<Record<string, string>[]> =>
  createReadStream(join(__dirname, `../../../samples/lookups/${name}.csv`))
    .pipe(parse({ columns: true }))
    .toArray()

const turn = (a: Position, b: Position, c: Position): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

/** Edges that are not neighbours meet nowhere. */
function isSimple(ring: LinearRing): boolean {
  const last = ring.length - 1
  for (let i = 0; i < last; i++) {
    for (let j = i + 2; j < last - (i === 0 ? 1 : 0); j++) {
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[j + 1]]
      if (turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0) return false
    }
  }
  return true
}

function signedAreaM2(ring: LinearRing): number {
  return ring.slice(1).reduce((sum, [x, y], index) => {
    const [px, py] = ring[index]
    return (
      sum + ((px - DISTRICT.west) * (y - DISTRICT.south) - (x - DISTRICT.west) * (py - DISTRICT.south)) / 2
    )
  }, 0)
}

const areaM2 = (layer: string): number =>
  features(layer)
    .flatMap(ringsOf)
    .reduce((sum, ring) => sum + signedAreaM2(ring), 0)

describe('the sample district', () => {
  it('is the same on every call', () => {
    expect(sampleLayers().map(layerText)).toEqual(layers.map(layerText))
  })

  it('names its coordinate reference system and stays below 1.5 MB', () => {
    const texts = layers.map(layerText)
    for (const text of texts)
      expect(JSON.parse(text)).toMatchObject({ crs: { properties: { name: 'urn:ogc:def:crs:EPSG::27700' } } })
    expect(texts.join('').length).toBeLessThan(1_500_000)
  })

  it.each(layers.map(({ name }) => name))(
    'has closed, simple, anticlockwise rings within its borders in %s',
    (name) => {
      for (const ring of features(name).flatMap(ringsOf)) {
        expect(ring.length).toBeGreaterThanOrEqual(4)
        expect(ring.at(-1)).toEqual(ring[0])
        expect(isSimple(ring)).toBe(true)
        expect(signedAreaM2(ring)).toBeGreaterThan(0)
        expect(ring.every(([x]) => x >= DISTRICT.west && x <= DISTRICT.east)).toBe(true)
        expect(ring.every(([, y]) => y >= DISTRICT.south && y <= DISTRICT.north)).toBe(true)
      }
    }
  )

  it.each(layers.map(({ name }) => name))('repeats no shape and no corner in %s', (name) => {
    const shapes = features(name).map(({ geometry }) => JSON.stringify(geometry))
    expect(new Set(shapes).size).toBe(shapes.length)
    for (const ring of features(name).flatMap(ringsOf)) {
      expect(new Set(ring.map(String)).size).toBe(ring.length - 1)
    }
  })

  it.each([
    ['nn_catchments', 'OID'],
    ['nn_catchments', 'N2K_Site_N'],
    ['subcatchments', 'OPCAT_NAME'],
    ['wwtw_catchments', 'WwTw_ID'],
    ['coefficient_layer', 'cromeid'],
    ['gcn_ponds', 'Pond_ID']
  ])('gives every feature of %s its own %s', (layer, property) => {
    const keys = values(layer, property)
    expect(keys).not.toContain(null)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('covers itself with subcatchments and with planning authorities, once', () => {
    const whole = (DISTRICT.east - DISTRICT.west) * (DISTRICT.north - DISTRICT.south)
    expect(areaM2('subcatchments')).toBeCloseTo(whole, 3)
    expect(areaM2('lpa_boundaries')).toBeCloseTo(whole, 3)
  })

  it('fills the sample delivery plan with the two catchments', () => {
    expect(areaM2('nn_catchments')).toBeCloseTo(areaM2('edp_boundaries'), 3)
    expect(areaM2('edp_edges')).toBeCloseTo(areaM2('edp_boundaries'), 3)
  })

  it('keeps coefficients within the limits of the loader, and leaves some out', () => {
    const within = (column: string, most: number): number => {
      const numbers = values('coefficient_layer', column)
      for (const value of numbers)
        expect(value === null || (Number(value) >= 0 && Number(value) <= most)).toBe(true)
      return numbers.filter((value) => value === null).length
    }
    expect(within('LU_CurrNcoeff', 50)).toBeGreaterThan(0)
    expect(within('LU_CurrPcoeff', 5)).toBeGreaterThan(0)
    expect(within('N_ResiCoeff', 50)).toBeGreaterThan(0)
    expect(within('P_ResiCoeff', 5)).toBeGreaterThan(0)
  })

  it('has every risk zone colour and no other', () => {
    expect(new Set(values('gcn_risk_zones', 'RZ'))).toEqual(new Set(['Red', 'Amber', 'Green']))
  })

  it('finds every catchment in the rates and every works, the fallback included, in the permits', async () => {
    const rates = (await lookup('rates_lookup')).map((row) => row['NN_Catchment'])
    const works = (await lookup('wwtw_lookup')).map((row) => row['WwTW_code'])
    expect(rates).toEqual(expect.arrayContaining(values('nn_catchments', 'N2K_Site_N')))
    expect(works).toEqual(expect.arrayContaining(values('wwtw_catchments', 'WwTw_ID').map(String)))
    expect(works).toContain('141')
    expect(new Set(works).size).toBe(works.length)
  })

  it('names only its own catchments and subcatchments in parcels and permits', async () => {
    const subcatchments = new Set(values('subcatchments', 'OPCAT_NAME'))
    expect(new Set(values('coefficient_layer', 'NN_Catchment'))).toEqual(
      new Set(values('nn_catchments', 'N2K_Site_N'))
    )
    expect(new Set(values('coefficient_layer', 'SubCatchment'))).toEqual(subcatchments)
    const ofPermits = new Set((await lookup('wwtw_lookup')).map((row) => row['Subcatchment_name']))
    expect(ofPermits).toEqual(new Set([...subcatchments, '']))
  })

  it('keeps the trailing blanks of published names', async () => {
    const dereham = (await lookup('wwtw_lookup')).find((row) => row['WwTW_code'] === '929')
    expect(dereham).toMatchObject({ WwTW_name: 'Dereham ', Phosphorus_2030_onwards: '0.25' })
  })
})
