import { ReferenceBench } from '../../test/builders/reference-bench'
import { aPolygon, aSquare } from '../../test/builders/reference-files'
import type { LayerColumn, LayerDeclaration } from './layer-declaration'

const lookup = (name: string, ...columns: LayerColumn[]): LayerDeclaration => ({
  name,
  geometry: 'none',
  storage: 'generic',
  columns
})
const WORKS = lookup('works', { name: 'works_id', type: 'text' })
const PERMITS = lookup(
  'permits',
  {
    name: 'code',
    type: 'text',
    unique: true,
    references: { layer: 'works', column: 'works_id', isNumber: true }
  },
  { name: 'place', type: 'text', present: true }
)
const CELLS: LayerDeclaration = {
  name: 'cells',
  geometry: 'polygon',
  storage: 'coefficients',
  columns: [
    { name: 'crome_id', type: 'text', required: true, unique: true },
    { name: 'land_use_cat', type: 'text', present: true },
    { name: 'nn_catchment', type: 'text', references: { layer: 'works', column: 'works_id' } },
    { name: 'subcatchment', type: 'text' },
    { name: 'lu_curr_n_coeff', type: 'number' },
    { name: 'lu_curr_p_coeff', type: 'number' },
    { name: 'n_resi_coeff', type: 'number' },
    { name: 'p_resi_coeff', type: 'number' }
  ]
}

const ZONES: LayerDeclaration = {
  name: 'zones',
  geometry: 'multipolygon',
  storage: 'generic',
  columns: [{ name: 'zone', type: 'text', present: true }]
}

describe('quality rules at load', () => {
  let bench: ReferenceBench

  beforeAll(async () => {
    bench = await ReferenceBench.open()
  })

  afterAll(() => bench.close())

  const permits = (...rows: string[]) => bench.files.csv(['code,place', ...rows])

  it('say what could not be compared, also when strict, and load', async () => {
    const file = await permits('938,Yare', '929,Wensum')
    const unchecked = 'code was not compared with works_id of works, which has no active version'
    expect((await bench.loader.load(file, PERMITS)).warnings).toEqual([unchecked])
    expect((await bench.loader.load(file, PERMITS, { isStrict: true })).warnings).toEqual([unchecked])
  })

  it('tell a Polygon where MultiPolygons are declared, with the other faults', async () => {
    const square = aPolygon(aSquare(600_000, 300_000, 10))
    const multi = { type: 'MultiPolygon', coordinates: [square.coordinates] }
    const bowTie = aPolygon([
      [600_000, 300_000],
      [600_010, 300_010],
      [600_010, 300_000],
      [600_000, 300_010],
      [600_000, 300_000]
    ])
    const rows = [square, multi, bowTie].map((geometry, index) => ({
      properties: { zone: index === 1 ? null : 'Red' },
      geometry
    }))
    const file = await bench.files.geoJson(rows)
    const faults = [
      'the geometry should be a MultiPolygon, but is a Polygon in 2 rows (rows 1, 3); save the layer as multi-part',
      'zone is missing in 1 row (row 2)'
    ]
    expect(await bench.loader.load(file, ZONES)).toMatchObject({ warnings: faults, rowCount: 3 })
    expect((await bench.refusal(bench.loader.load(file, ZONES, { isStrict: true }))).faults).toEqual(faults)
    const whole = await bench.files.geoJson([{ properties: { zone: 'Red' }, geometry: multi }])
    expect((await bench.loader.load(whole, ZONES, { isStrict: true })).warnings).toEqual([])
  })

  describe('with the layer that they refer to', () => {
    beforeAll(async () => {
      const { version } = await bench.loader.load(
        await bench.files.csv(['works_id', '938', '929.0', 'old']),
        WORKS
      )
      await bench.versions.activate('works', version)
    })

    it('find nothing in a file that keeps them', async () => {
      const file = await permits('938.0,Yare', '"\t929",Wensum')
      expect(await bench.loader.load(file, PERMITS, { isStrict: true })).toMatchObject({
        warnings: [],
        rowCount: 2
      })
    })

    const BROKEN = ['938,Yare', ',Bure', '938 ,', '7,Bure', '6 or 7,Bure', '7,Bure', ',Bure']
    const FAULTS = [
      'code is missing in 2 rows (rows 2, 7)',
      'code should be unique, but is not for 2 values: "938" in rows 1, 3; "7" in rows 4, 6',
      'code has 2 values that works_id of works does not have: "6 or 7", "7"',
      'place is missing in 1 row (row 3)'
    ]

    it('warn about every fault', async () => {
      const { warnings, rowCount } = await bench.loader.load(await permits(...BROKEN), PERMITS)
      expect([warnings, rowCount]).toEqual([FAULTS, 7])
    })

    it('refuse the file when strict, with every fault', async () => {
      expect(
        (await bench.refusal(bench.loader.load(await permits(...BROKEN), PERMITS, { isStrict: true }))).faults
      ).toEqual(FAULTS)
    })

    it('hold for cells too', async () => {
      const cell = (crome_id: string, properties: Record<string, unknown>) => ({
        properties: { crome_id, land_use_cat: 'Cereals', nn_catchment: '938', ...properties },
        geometry: aPolygon(aSquare(600_000, 300_000, 10))
      })
      const file = await bench.files.geoJson([
        cell('A', {}),
        cell('A', { land_use_cat: null }),
        cell('B', { nn_catchment: null }),
        cell('C', { nn_catchment: 'Elsewhere' })
      ])
      expect((await bench.refusal(bench.loader.load(file, CELLS, { isStrict: true }))).faults).toEqual([
        'crome_id should be unique, but is not for 1 value: "A" in rows 1, 2',
        'land_use_cat is missing in 1 row (row 2)',
        'nn_catchment has 1 value that works_id of works does not have: "Elsewhere"'
      ])
    })
  })
})
