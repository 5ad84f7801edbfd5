import { join } from 'node:path'
import { applyChangelog, projectFolder, startDatabase, type LocalDatabase } from '@nrf/local-env'
import type { AssessmentFindings, Json } from '../../src/assessments/assessment-outcome'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { describeWithRealSessions, openTestDatabase, type TestDatabase } from '../environment/test-database'
import { publishedLayer, publishedSites } from './published-sites'
import { describeWithReference } from './reference-folder'

const SETUP_MS = 600_000
const SHARE = 1e-6
const NOTHING = 1e-9

/** Areas, and what is made of them without rounding. */
const MEASURED = /area|overlap|density/i

describeWithReference('the published sites on two database engines', () => {
  describeWithRealSessions('PostgreSQL with PostGIS, and the embedded one', () => {
    let own: TestDatabase
    let embedded: LocalDatabase
    const findings: AssessmentFindings[][] = []

    beforeAll(async () => {
      own = await openTestDatabase()
      findings.push(await assessOn(own))
      embedded = await startEmbedded()
      findings.push(await assessOn(embedded))
    }, SETUP_MS)

    afterAll(async () => {
      await embedded?.stop()
      await own?.close()
    })

    it('give the same outcomes, areas within a millionth', () => {
      const [real, other] = findings
      expect(real).toHaveLength(245)
      const different = real.flatMap((site, index) =>
        differences(toJson(site), toJson(other[index]), `site ${index + 1}`)
      )
      expect(different.slice(0, 5)).toEqual([])
    })
  })
})

async function assessOn(
  database: Pick<TestDatabase, 'url' | 'isSingleSession'>
): Promise<AssessmentFindings[]> {
  const bench = await NutrientBench.open(databaseOptionsFor(database, { statementTimeoutMs: 120_000 }))
  try {
    await bench.load(publishedLayer)
    return await bench.assessBatch(await publishedSites('BnW_cleaned_110925.geojson.gz', bench), 'corrected')
  } finally {
    await bench.close()
  }
}

async function startEmbedded(): Promise<LocalDatabase> {
  const before = process.env['NRF_DATABASE']
  process.env['NRF_DATABASE'] = 'embedded'
  try {
    const database = await startDatabase()
    const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
    await applyChangelog({ databaseUrl: database.url, changelogFile })
    return database
  } finally {
    if (before === undefined) delete process.env['NRF_DATABASE']
    else process.env['NRF_DATABASE'] = before
  }
}

const toJson = (findings: AssessmentFindings): Json => JSON.parse(JSON.stringify(findings))

/** Paths at which two outcomes differ. */
function differences(one: Json | undefined, other: Json | undefined, path: string): string[] {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object')
    return isEqual(one, other, path) ? [] : [`${path}: ${JSON.stringify(one)}, ${JSON.stringify(other)}`]
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))]
  const keys = new Set([...left.keys(), ...right.keys()])
  return [...keys].flatMap((key) => differences(left.get(key), right.get(key), `${path}.${key}`))
}

function isEqual(one: Json | undefined, other: Json | undefined, path: string): boolean {
  if (typeof one !== 'number' || typeof other !== 'number' || !MEASURED.test(path.split('.').at(-1) ?? ''))
    return one === other
  return Math.abs(one - other) <= Math.max(Math.abs(one) * SHARE, NOTHING)
}
