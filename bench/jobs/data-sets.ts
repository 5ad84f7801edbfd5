import { join } from 'node:path'
import { applyChangelog, projectFolder } from '../../libs/local-env/src'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import { makeYardstickTables } from '../yardstick/yardstick-tables'
import { benchDatabase, hasDatabase, type BenchServer } from './bench-server'
import type { BenchSites } from './sites'

const NATIONAL_DATABASE = 'nrf_bench_national'
const SMALL_DATABASE = 'nrf_bench_small'

export interface DataSet {
  readonly name: 'small' | 'national'
  readonly database: string
  readonly url: string
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
export async function nationalDataSet(server: BenchServer): Promise<DataSet | undefined> {
  if (!(await hasDatabase(server.adminUrl, NATIONAL_DATABASE))) return undefined
  const { url } = await benchDatabase(server, NATIONAL_DATABASE)
  await applyChangelog({
    databaseUrl: url,
    changelogFile: join(projectFolder(), 'changelog', 'db.changelog.xml')
  })
  await makeYardstickTables(url)
  return { name: 'national', database: NATIONAL_DATABASE, url }
}
