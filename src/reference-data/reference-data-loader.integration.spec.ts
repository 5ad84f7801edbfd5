import { ReferenceBench } from '../../test/builders/reference-bench'
import { aPolygon, aSquare, aStar, type FeatureSpec } from '../../test/builders/reference-files'
import type { LayerDeclaration } from './layer-declaration'

let layerCount = 0
/** Each test has a layer of its own. */
const zones = (): LayerDeclaration => ({
  name: `zones_${(layerCount += 1)}`,
  geometry: 'polygon',
  storage: 'generic',
  columns: [
    { name: 'ZONE', type: 'text', aliases: ['RZ'], required: true },
    { name: 'depth_m', type: 'number', range: [0, 10] }
  ]
})

const COEFFICIENTS: LayerDeclaration = {
  name: 'cells',
  geometry: 'polygon',
  storage: 'coefficients',
  columns: [
    { name: 'crome_id', type: 'text', aliases: ['cromeid'], required: true },
    { name: 'land_use_cat', type: 'text' },
    { name: 'nn_catchment', type: 'text' },
    { name: 'subcatchment', type: 'text' },
    { name: 'lu_curr_n_coeff', type: 'number', aliases: ['LU_CurrNcoeff'], range: [0, 50] },
    { name: 'lu_curr_p_coeff', type: 'number', range: [0, 5] },
    { name: 'n_resi_coeff', type: 'number', range: [0, 50] },
    { name: 'p_resi_coeff', type: 'number', range: [0, 5] }
  ]
}

const LOOKUP = (name: string): LayerDeclaration => ({
  name,
  geometry: 'none',
  storage: 'generic',
  columns: [
    { name: 'code', type: 'text' },
    { name: 'rate', type: 'number', required: true }
  ]
})

const zone = (properties: Record<string, unknown>, geometry: unknown): FeatureSpec => ({
  properties,
  geometry
})
const red = zone({ RZ: 'Red' }, aPolygon(aSquare(600_000, 300_000, 100)))

describe('ReferenceDataLoader', () => {
  let bench: ReferenceBench

  beforeAll(async () => {
    bench = await ReferenceBench.open()
  })

  afterAll(() => bench.close())

  describe('of a layer with geometry', () => {
    it('keeps the order of the file, all attributes, and declared names for declared columns', async () => {
      const layer = zones()
      const file = await bench.files.geoJson([
        zone({ rz: 'Red ', Depth_M: '2.5', note: 'first' }, aPolygon(aSquare(600_000, 300_000, 100))),
        zone({ rz: 7, Depth_M: null, note: null }, aPolygon(aSquare(500_000, 200_000, 100)))
      ])

      const report = await bench.loader.load(file, layer)

      expect(report).toMatchObject({ layer: layer.name, version: 1, rowCount: 2, repairedRows: [] })
      expect(
        await bench.rows('SELECT seq, attributes FROM reference.feature WHERE layer = $1 ORDER BY seq', [
          layer.name
        ])
      ).toEqual([
        { seq: 1, attributes: { ZONE: 'Red ', depth_m: 2.5, note: 'first' } },
        { seq: 2, attributes: { ZONE: '7', depth_m: null, note: null } }
      ])
    })

    it('cuts geometries into valid pieces that add up to the whole', async () => {
      const layer = zones()
      const file = await bench.files.geoJson([
        zone({ RZ: 'Red' }, aPolygon(aStar(600_000, 300_000, 2_000), aSquare(599_990, 299_990, 20))),
        zone({ RZ: 'Green' }, aPolygon(aSquare(500_000, 200_000, 100)))
      ])

      await bench.loader.load(file, layer)

      const compared = await bench.rows(
        `SELECT f.seq, count(*) > 10 AS "isCut", max(ST_NPoints(p.geom)) <= 121 AS "isSmall",
           bool_and(ST_IsValid(p.geom)) AS "isValid",
           abs(sum(ST_Area(p.geom)) / ST_Area(f.geom) - 1) < 1e-9 AS "addsUp"
         FROM reference.feature f
         JOIN reference.piece p ON p.layer = f.layer AND p.version = f.version AND p.feature_seq = f.seq
         WHERE f.layer = $1 GROUP BY f.seq, f.geom ORDER BY f.seq`,
        [layer.name]
      )
      expect(compared).toEqual([
        { seq: 1, isCut: true, isSmall: true, isValid: true, addsUp: true },
        { seq: 2, isCut: false, isSmall: true, isValid: true, addsUp: true }
      ])
    })

    it('reprojects a file in longitude and latitude', async () => {
      const layer = zones()
      const [lon, lat] = [1.2669, 52.7879]
      const triangle = aPolygon([
        [lon, lat],
        [lon + 0.01, lat],
        [lon, lat + 0.01],
        [lon, lat]
      ])

      await bench.loader.load(await bench.files.geoJson([zone({ RZ: 'Red' }, triangle)], 4326), layer)

      const [corner] = await bench.rows(
        `SELECT round(ST_X(p)::numeric, 3)::text AS easting, round(ST_Y(p)::numeric, 3)::text AS northing
         FROM (SELECT ST_PointN(ST_ExteriorRing(geom), 1) AS p FROM reference.feature WHERE layer = $1) AS c`,
        [layer.name]
      )
      expect(corner).toEqual({ easting: '620387.429', northing: '326150.567' })
    })

    it('repairs an invalid polygon and says which', async () => {
      const layer = zones()
      const bowTie = aPolygon([
        [600_000, 300_000],
        [600_100, 300_100],
        [600_100, 300_000],
        [600_000, 300_100],
        [600_000, 300_000]
      ])

      const report = await bench.loader.load(
        await bench.files.geoJson([red, zone({ RZ: 'Red' }, bowTie)]),
        layer
      )

      expect(report.repairedRows).toEqual([2])
      expect(
        await bench.rows(
          'SELECT ST_IsValid(geom) AS "isValid", ST_Area(geom) AS area FROM reference.feature WHERE layer = $1 AND seq = 2',
          [layer.name]
        )
      ).toEqual([{ isValid: true, area: 5_000 }])
    })

    it('reports all faults of a file together', async () => {
      const file = await bench.files.geoJson([
        zone({ RZ: null, depth_m: 11 }, aPolygon(aSquare(600_000, 300_000, 100))),
        zone({ RZ: 'Red', depth_m: 'deep' }, { type: 'Point', coordinates: [1, 2] }),
        zone({ RZ: 'Red' }, null),
        zone({ RZ: 'Red' }, aPolygon(aSquare(600_000, 300_000, 100).slice(0, 4))),
        zone({ RZ: 'Red' }, aPolygon(aSquare(900_000, 300_000, 100))),
        red
      ])

      const { faults, faultCount } = await bench.refusal(bench.loader.load(file, zones()))

      expect(faults).toEqual([
        'row 1: ZONE is missing',
        'row 1: depth_m is 11, outside 0 to 10',
        'row 2: depth_m is "deep", which is not a number',
        'row 2: a Polygon or a MultiPolygon is expected, not Point',
        'row 3: the geometry is missing',
        'row 4: a ring is not closed',
        'row 5: the geometry lies outside the British National Grid (EPSG:27700)'
      ])
      expect(faultCount).toBe(7)
    })

    it('lists the first faults only and counts the rest', async () => {
      const file = await bench.files.geoJson(Array.from({ length: 80 }, () => zone({ RZ: 'Red' }, null)))

      const { faults, faultCount } = await bench.refusal(bench.loader.load(file, zones()))

      expect(faults).toHaveLength(50)
      expect(faultCount).toBe(80)
    })

    it.each<[string, FeatureSpec[], number | undefined, string]>([
      ['a missing column', [zone({ id: 1 }, red.geometry)], undefined, 'column ZONE is missing'],
      ['another reference system', [red], 3857, 'EPSG:27700 or EPSG:4326 is expected, not EPSG:3857'],
      ['no rows', [], undefined, 'the file has no rows']
    ])('refuses %s', async (_, features, epsg, fault) => {
      const { faults } = await bench.refusal(
        bench.loader.load(await bench.files.geoJson(features, epsg), zones())
      )

      expect(faults).toContain(fault)
    })

    it('leaves the database as it was when it refuses', async () => {
      const layer = zones()
      const { version } = await bench.loader.load(await bench.files.geoJson([red]), layer)
      await bench.versions.activate(layer.name, version)
      const before = await bench.rows('SELECT * FROM reference.feature WHERE layer = $1', [layer.name])

      await bench.refusal(
        bench.loader.load(await bench.files.geoJson([red, zone({ RZ: 'Red' }, null)]), layer)
      )

      expect(await bench.rows('SELECT * FROM reference.feature WHERE layer = $1', [layer.name])).toEqual(
        before
      )
      expect((await bench.versions.status()).filter((status) => status.layer === layer.name)).toMatchObject([
        { version: 1, isActive: true }
      ])
    })

    it('leaves nothing of a version whose writing failed half-way', async () => {
      const layer = zones()
      await bench.rows(
        `ALTER TABLE reference.layer_version ADD CONSTRAINT failing CHECK (layer <> '${layer.name}')`
      )

      const load = bench.loader.load(await bench.files.geoJson([red]), layer)

      await expect(load).rejects.toThrow(/failing/)
      await bench.rows('ALTER TABLE reference.layer_version DROP CONSTRAINT failing')
      for (const table of ['feature', 'piece']) {
        expect(await bench.rows(`SELECT * FROM reference.${table} WHERE layer = $1`, [layer.name])).toEqual(
          []
        )
      }
    })

    it('refuses a file with far fewer rows than the active version, unless that is accepted', async () => {
      const layer = zones()
      const { version } = await bench.loader.load(await bench.files.geoJson([red, red]), layer)
      await bench.versions.activate(layer.name, version)
      const file = await bench.files.geoJson([red])

      const { faults } = await bench.refusal(bench.loader.load(file, layer))
      expect(faults).toEqual([
        '1 rows; the active version has 2; load it with --accept-fewer-rows when that is right'
      ])
      const { warnings } = await bench.loader.load(file, layer, { acceptsFewerRows: true })
      expect(warnings).toEqual(['1 rows; the active version has 2'])
    })

    it('accepts a tenth fewer rows', async () => {
      const layer = zones()
      const { version } = await bench.loader.load(await bench.files.geoJson(Array(10).fill(red)), layer)
      await bench.versions.activate(layer.name, version)
      const { warnings } = await bench.loader.load(await bench.files.geoJson(Array(9).fill(red)), layer)
      expect(warnings).toEqual([])
      await bench.refusal(bench.loader.load(await bench.files.geoJson(Array(8).fill(red)), layer))
    })

    it('tells how far it is', async () => {
      const progress: [number, number | undefined][] = []

      await bench.loader.load(await bench.files.geoJson([red, red]), zones(), {
        onProgress: (done, total) => progress.push([done, total])
      })

      expect(progress).toEqual([
        [1, 2],
        [2, 2]
      ])
    })
  })

  describe('of versions', () => {
    it('keeps three, and makes room by removing the oldest that is not active', async () => {
      const layer = zones()
      const load = async () => bench.loader.load(await bench.files.geoJson([red]), layer)
      await load()
      await bench.versions.activate(layer.name, 1)
      await load()
      await load()

      const fourth = await load()
      await bench.versions.activate(layer.name, fourth.version)
      const fifth = await load()

      expect(fourth).toMatchObject({ version: 5, removedVersions: [2] })
      expect(fifth).toMatchObject({ version: 6, removedVersions: [3] })
      const kept = await bench.rows(
        `SELECT DISTINCT f.version FROM reference.feature f
         JOIN reference.piece p ON p.layer = f.layer AND p.version = f.version AND p.feature_seq = f.seq
         WHERE f.layer = $1 ORDER BY 1`,
        [layer.name]
      )
      expect(kept).toEqual([{ version: 1 }, { version: 5 }, { version: 6 }])
    })
  })

  describe('of versions that jobs may be reading', () => {
    it('never removes one that was active within the last hour, and says so when all three were', async () => {
      const layer = zones()
      const load = async () => bench.loader.load(await bench.files.geoJson([red]), layer)
      for (const version of [1, 2, 3]) {
        await load()
        await bench.versions.activate(layer.name, version)
      }

      await expect(load()).rejects.toThrow(/were active within the last hour/)
      await bench.rows(
        `UPDATE reference.activation_event SET at = at - interval '2 hours' WHERE layer = $1`,
        [layer.name]
      )

      expect(await load()).toMatchObject({ version: 4, removedVersions: [1] })
    })
  })

  describe('of coefficients', () => {
    const cell = (cromeid: string, x: number, changes: Record<string, unknown> = {}): FeatureSpec => ({
      properties: {
        cromeid,
        land_use_cat: 'Arable',
        nn_catchment: 'The Broads SAC',
        subcatchment: 'Bure',
        LU_CurrNcoeff: 20.5,
        lu_curr_p_coeff: 0.3,
        n_resi_coeff: 12,
        p_resi_coeff: 1.1,
        ...changes
      },
      geometry: aPolygon(aSquare(600_000 + x, 300_000, 10))
    })

    it('stores a class once, null for what is no number, and numbers cells in the order of geometries', async () => {
      const file = await bench.files.geoJson([
        cell('d', 500),
        cell('c', 0, { LU_CurrNcoeff: 'n/a' }),
        cell('b', 0),
        cell('a', 900, { subcatchment: null, LU_CurrNcoeff: '20.5' })
      ])

      const { version, rowCount } = await bench.loader.load(file, COEFFICIENTS)

      expect(rowCount).toBe(4)
      expect(
        await bench.rows(
          'SELECT count(*)::int AS classes FROM reference.coefficient_class WHERE version = $1',
          [version]
        )
      ).toEqual([{ classes: 3 }])
      expect(
        await bench.rows(
          `SELECT cell.crome_id, class.lu_curr_n_coeff, class.subcatchment, cell.slot = $1 % 3 AS "isInSlot",
             cell.seq = row_number() OVER (ORDER BY cell.geom, cell.crome_id) AS "isInOrder"
           FROM reference.coefficient_cell cell
           JOIN reference.coefficient_class class USING (version, class_id)
           WHERE version = $1::int ORDER BY cell.crome_id`,
          [version]
        )
      ).toEqual([
        { crome_id: 'a', lu_curr_n_coeff: 20.5, subcatchment: null, isInSlot: true, isInOrder: true },
        { crome_id: 'b', lu_curr_n_coeff: 20.5, subcatchment: 'Bure', isInSlot: true, isInOrder: true },
        { crome_id: 'c', lu_curr_n_coeff: null, subcatchment: 'Bure', isInSlot: true, isInOrder: true },
        { crome_id: 'd', lu_curr_n_coeff: 20.5, subcatchment: 'Bure', isInSlot: true, isInOrder: true }
      ])
    })

    it('refuses a coefficient outside its range', async () => {
      const file = await bench.files.geoJson([cell('a', 0, { LU_CurrNcoeff: 50.1 })])

      const { faults } = await bench.refusal(bench.loader.load(file, COEFFICIENTS))

      expect(faults).toEqual(['row 1: lu_curr_n_coeff is 50.1, outside 0 to 50'])
    })

    it('fills three partitions in turn and never the one of the active version', async () => {
      const load = async () => bench.loader.load(await bench.files.geoJson([cell('a', 0)]), COEFFICIENTS)
      const first = await load()
      await bench.versions.activate(COEFFICIENTS.name, first.version)
      for (let round = 0; round < 4; round += 1) await load()

      const slots = await bench.rows(
        `SELECT version % 3 = slot AS "fits", count(DISTINCT version)::int AS versions
         FROM reference.coefficient_cell GROUP BY slot, version % 3 = slot`
      )
      const kept = await bench.rows(
        'SELECT DISTINCT version FROM reference.coefficient_cell ORDER BY version'
      )
      const classes = await bench.rows(
        'SELECT DISTINCT version FROM reference.coefficient_class ORDER BY version'
      )

      expect(slots).toEqual(Array.from({ length: 3 }, () => ({ fits: true, versions: 1 })))
      expect(kept).toContainEqual({ version: first.version })
      expect(classes).toEqual(kept)
    })
  })

  describe('of a lookup', () => {
    it('keeps rows without geometry, texts with their blanks, and needs no geometry column', async () => {
      const layer = LOOKUP('lookup_blanks')
      const file = await bench.files.csv(['CODE,rate,name', '"\t11307",2.5,"Kilmington "', ',3,'])

      await bench.loader.load(file, layer)

      expect(
        await bench.rows('SELECT attributes, geom FROM reference.feature WHERE layer = $1 ORDER BY seq', [
          layer.name
        ])
      ).toEqual([
        { attributes: { code: '\t11307', rate: 2.5, name: 'Kilmington ' }, geom: null },
        { attributes: { code: null, rate: 3, name: null }, geom: null }
      ])
    })

    it('refuses a row whose required figure is no number', async () => {
      const file = await bench.files.csv(['code,rate', 'a,2.4', 'b,?', 'c,'])

      const { faults } = await bench.refusal(bench.loader.load(file, LOOKUP('lookup_faults')))

      expect(faults).toEqual(['row 2: rate is "?", which is not a number', 'row 3: rate is missing'])
    })
  })
})
