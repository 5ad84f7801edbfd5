import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { canonicalJson } from '../../src/backend/canonical-json'
import { RandomNumbers } from './random-numbers'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { ReferenceFiles, type FeatureSpec } from '../builders/reference-files'
import { describeWithRealSessions, openTestDatabase, type TestDatabase } from '../environment/test-database'
import { randomDevelopments } from './random-sites'

const DEVELOPMENTS = randomDevelopments(60)
const SETUP_MS = 120_000

let database: TestDatabase
let bench: NutrientBench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await NutrientBench.open(databaseOptionsFor(database))
  await bench.load(sampleFileOf)
}, SETUP_MS)

afterAll(async () => {
  await bench?.close()
  await database?.close()
})

async function outcomes(of: NutrientBench = bench): Promise<string[]> {
  const found: string[] = []
  for (const development of DEVELOPMENTS) found.push(canonicalJson(await of.run(development)))
  return found
}

/** The data version is part of the provenance, so it is left out where versions differ. */
async function findings(): Promise<string[]> {
  const found: string[] = []
  for (const development of DEVELOPMENTS) {
    const { provenance: _, ...rest } = await bench.run(development)
    found.push(canonicalJson(rest))
  }
  return found
}

/** Positions of what differs: the texts are too long to print. */
const different = (one: readonly string[], other: readonly string[]) =>
  one.flatMap((text, index) => (text === other[index] ? [] : [index]))

describe('outcomes on other versions of the same data', () => {
  it('are the same when every layer is loaded again', async () => {
    const before = await findings()
    await bench.load(sampleFileOf)
    expect(different(await findings(), before)).toEqual([])
  })

  it('are the same when the cells come in another order', async () => {
    const before = await findings()
    const files = await ReferenceFiles.create()
    const shuffled = await files.geoJson(shuffledCells(), 27700)
    await bench.load((layer) => (layer.name === 'coefficient_layer' ? shuffled : sampleFileOf(layer)))
    await files.remove()
    expect(different(await findings(), before)).toEqual([])
  })
})

describeWithRealSessions('outcomes under other query plans', () => {
  it.each(['enable_hashjoin', 'enable_mergejoin', 'enable_nestloop', 'enable_indexscan', 'enable_seqscan'])(
    'are the same bytes without %s',
    async (setting) => {
      const before = await outcomes()
      await alterDatabase(`SET ${setting} = off`)
      const other = await NutrientBench.open(databaseOptionsFor(database))
      try {
        expect(different(await outcomes(other), before)).toEqual([])
      } finally {
        await other.close()
        await alterDatabase(`RESET ${setting}`)
      }
    }
  )
})

function shuffledCells(): FeatureSpec[] {
  const { features }: { features: FeatureSpec[] } = JSON.parse(
    readFileSync(sampleFileOf({ name: 'coefficient_layer' }), 'utf8')
  )
  const random = new RandomNumbers(7)
  return features
    .map((feature) => ({ feature, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ feature: { properties, geometry } }) => ({ properties, geometry }))
}

/** Counts for the connections that are opened afterwards. */
async function alterDatabase(change: string): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(client.database ?? '')} ${change}`)
  } finally {
    await client.end()
  }
}
