import { Client } from 'pg'
import { SITE_OVERLAPS } from '../../src/assessments/nutrient/nutrient.questions'
import { aReading } from '../builders/boundary.builder'
import { describeWithRealSessions, openTestDatabase, type TestDatabase } from '../environment/test-database'

const CELLS_PER_SIDE = 150
const SPACING_M = 60
const [EAST, NORTH] = [600_000, 300_000]
const LAYERS = ['wwtw_catchments', 'lpa_boundaries', 'subcatchments', 'nn_catchments']
/** Of the layers; smaller than real ones, so that a site meets several. */
const PIECE_M = 300
const [PIECES_EAST, PIECES_NORTH] = [60, 30]
const MOST_GROWTH = 1.1
/** With three versions of every layer instead of one. */
const MOST_PAGES_MORE = 2
/** Of 3 ha, inside the first columns of cells. */
const SITE = {
  type: 'Polygon',
  coordinates: [
    [
      [EAST + 1000, NORTH + 1000],
      [EAST + 1200, NORTH + 1030],
      [EAST + 1180, NORTH + 1170],
      [EAST + 990, NORTH + 1150],
      [EAST + 1000, NORTH + 1000]
    ]
  ]
}

interface Node {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
}

/** Squares stand for cells: what is counted are the pages on the way to them. */
describeWithRealSessions('pages that the question of one site touches', () => {
  let database: TestDatabase
  let client: Client

  beforeAll(async () => {
    database = await openTestDatabase()
    const settings = ['plan_cache_mode=force_generic_plan', 'jit=off', 'random_page_cost=1.1']
    const options = settings.map((setting) => `-c ${setting}`).join(' ')
    client = new Client({ connectionString: database.url, options })
    await client.connect()
    await addLayers(1)
  }, 60_000)

  afterAll(async () => {
    await client?.end()
    await database?.close()
  })

  /** One feature of each layer over everything, cut into squares. */
  async function addLayers(version: number): Promise<void> {
    const corner = (x: string, y: string) =>
      `${EAST} - 100 + ${x} * ${PIECE_M}, ${NORTH} - 100 + ${y} * ${PIECE_M}`
    for (const layer of LAYERS) {
      await client.query(
        `INSERT INTO reference.feature VALUES ('${layer}', ${version}, 1, '{"OID": "1", "N2K_Site_N": "A"}',
           ST_MakeEnvelope(${corner('0', '0')}, ${corner(`${PIECES_EAST}`, `${PIECES_NORTH}`)}, 27700))`
      )
      await client.query(
        `INSERT INTO reference.piece (layer, version, feature_seq, geom)
         SELECT '${layer}', ${version}, 1, geom
         FROM generate_series(0, ${PIECES_EAST - 1}) AS x, generate_series(0, ${PIECES_NORTH - 1}) AS y,
           ST_MakeEnvelope(${corner('x', 'y')}, ${corner('(x + 1)', '(y + 1)')}, 27700) AS geom
         ORDER BY geom`
      )
    }
    await client.query('ANALYZE reference.feature, reference.piece')
  }

  async function addCells(version: number, columns: number): Promise<void> {
    await client.query(
      `INSERT INTO reference.coefficient_class VALUES (${version}, 1, 'Cereals', 'A', 'S', 1, 1, 1, 1)`
    )
    await client.query(
      `INSERT INTO reference.coefficient_cell (slot, version, seq, crome_id, class_id, geom)
       SELECT ${version} % 3, ${version}, row_number() OVER (ORDER BY geom), 'c' || x || '-' || y, 1, geom
       FROM generate_series(0, ${columns - 1}) AS x, generate_series(0, ${CELLS_PER_SIDE - 1}) AS y,
         ST_MakeEnvelope(${EAST} + x * ${SPACING_M}, ${NORTH} + y * ${SPACING_M},
           ${EAST} + (x + 1) * ${SPACING_M}, ${NORTH} + (y + 1) * ${SPACING_M}, 27700) AS geom
       ORDER BY geom`
    )
    await client.query('ANALYZE reference.coefficient_cell')
  }

  async function touchedPages(cells: number, layers = 1): Promise<number> {
    const reading = aReading(SITE)
    if (!reading.ok) throw new Error(reading.problem.message)
    const values = [Buffer.from(reading.ewkb), layers, layers, layers, layers, cells]
    const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${SITE_OVERLAPS.text}`
    await client.query(explain, values)
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(explain, values)
    const [{ Plan: plan }] = rows[0]['QUERY PLAN']
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }

  it('grow by less than a tenth with twice the cells, and not at all with another version beside', async () => {
    await addCells(1, CELLS_PER_SIDE)
    const alone = await touchedPages(1)
    expect(alone).toBeGreaterThan(10)

    await addCells(2, 2 * CELLS_PER_SIDE)

    expect(await touchedPages(2)).toBeLessThan(MOST_GROWTH * alone)
    expect(await touchedPages(1)).toBe(alone)
  })

  it('do not grow with the versions of every layer that are kept beside', async () => {
    const alone = await touchedPages(1)

    await addLayers(2)
    await addLayers(3)
    await addCells(3, CELLS_PER_SIDE)

    const pages = [await touchedPages(1), await touchedPages(3, 2), await touchedPages(3, 3)]
    expect(Math.max(...pages)).toBeLessThanOrEqual(alone + MOST_PAGES_MORE)
  })
})
