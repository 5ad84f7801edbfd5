import { join } from 'node:path'
import { applyChangelog, projectFolder } from '../../libs/local-env/src'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import { makeYardstickTables } from '../yardstick/yardstick-tables'
import { benchDatabase, hasDatabase, type BenchServer } from './bench-server'
import type { BenchSites } from './sites'

const SMALL_DATABASE = 'nrf_bench_small'

export type DataSetName = 'small' | 'national' | 'doubled'

export interface DataSet {
  readonly name: DataSetName
  readonly database: string
  readonly url: string
}

/** Where `npm run bench:data` puts the layers of national size, and those with twice the cells. */
export function nationalDatabase(isDoubled: boolean): string {
  return isDoubled ? 'nrf_bench_doubled' : 'nrf_bench_national'
}

/** The layers of the sites, loaded anew in each run. */
export async function smallDataSet(server: BenchServer, { layerFile }: BenchSites): Promise<DataSet> {
  const { url } = await benchDatabase(server, SMALL_DATABASE)
  await applyChangelog({
    databaseUrl: url,
    changelogFile: join(projectFolder(), 'changelog', 'db.changelog.xml')
  })
  const config = loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: url })
  await lendReferenceData(config, async ({ loader, versions }) => {
    const there = (await versions.status()).filter(({ isActive }) => isActive)
    const missing = NUTRIENT_LAYERS.filter(({ name }) => !there.some(({ layer }) => layer === name))
    for (const layer of missing) {
      const { version } = await loader.load(layerFile(layer), layer)
      await versions.activate(layer.name, version)
    }
  })
  await makeYardstickTables(url)
  return { name: 'small', database: SMALL_DATABASE, url }
}

/** What `npm run bench:data` has made; undefined without it. */
export async function nationalDataSet(
  server: BenchServer,
  name: 'national' | 'doubled'
): Promise<DataSet | undefined> {
  const database = nationalDatabase(name === 'doubled')
  if (!(await hasDatabase(server.adminUrl, database))) return undefined
  const { url } = await benchDatabase(server, database)
  await applyChangelog({
    databaseUrl: url,
    changelogFile: join(projectFolder(), 'changelog', 'db.changelog.xml')
  })
  await makeYardstickTables(url)
  return { name, database, url }
}
