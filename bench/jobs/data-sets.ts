import { join } from 'node:path'
import { applyChangelog, projectFolder } from '../../libs/local-env/src'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { makeYardstickTables } from '../yardstick/yardstick-tables'
import { benchDatabase, hasDatabase, type BenchServer } from './bench-server'
import { tellProgress } from './progress'
import type { BenchSites } from './sites'

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

/**
 * Those of the wanted data sets that are there.
 * @throws Error where none is
 */
export async function dataSets(
  server: BenchServer,
  sites: BenchSites,
  wanted: readonly DataSetName[]
): Promise<DataSet[]> {
  const sets: DataSet[] = []
  if (wanted.includes('small')) sets.push(await smallDataSet(server, sites))
  for (const name of ['national', 'doubled'] as const) {
    const set = wanted.includes(name) ? await nationalDataSet(server, name) : undefined
    if (set !== undefined) sets.push(set)
  }
  if (sets.length === 0) throw new Error(`No data to measure on: ${wanted.join(', ')}`)
  return sets
}

/** The layers of the sites; those that are missing are loaded. */
async function smallDataSet(server: BenchServer, { database, layerFile }: BenchSites): Promise<DataSet> {
  const url = await benchDatabase(server, database)
  await bringUp(url)
  const missing = await missingLayers(url)
  await lendReferenceData(referenceConfig(url), async ({ loader, versions }) => {
    for (const layer of missing) {
      tellProgress(`small: loading ${layer.name}`)
      const { version } = await loader.load(layerFile(layer), layer)
      await versions.activate(layer.name, version)
    }
  })
  await makeYardstickTables(url)
  return { name: 'small', database, url }
}

/** What `npm run bench:data` has made; undefined without it, and while it is at work. */
async function nationalDataSet(
  server: BenchServer,
  name: 'national' | 'doubled'
): Promise<DataSet | undefined> {
  const database = nationalDatabase(name === 'doubled')
  if (!(await hasDatabase(server.adminUrl, database))) {
    tellProgress(`without the ${name} data: npm run bench:data makes it`)
    return undefined
  }
  const url = await benchDatabase(server, database)
  await bringUp(url)
  const missing = await missingLayers(url)
  if (missing.length > 0) {
    const layers = missing.map((layer) => layer.name).join(', ')
    tellProgress(`without the ${name} data, which lacks ${layers}: npm run bench:data makes it whole`)
    return undefined
  }
  if (name === 'national') {
    tellProgress('national: tables of the yardstick, made once')
    await makeYardstickTables(url)
  }
  return { name, database, url }
}

async function missingLayers(databaseUrl: string): Promise<readonly LayerDeclaration[]> {
  const active = new Set<string>()
  await lendReferenceData(referenceConfig(databaseUrl), async ({ versions }) => {
    for (const { layer, isActive } of await versions.status()) if (isActive) active.add(layer)
  })
  return NUTRIENT_LAYERS.filter(({ name }) => !active.has(name))
}

function bringUp(databaseUrl: string): Promise<unknown> {
  return applyChangelog({
    databaseUrl,
    changelogFile: join(projectFolder(), 'changelog', 'db.changelog.xml')
  })
}

function referenceConfig(databaseUrl: string): ReturnType<typeof loadReferenceConfig> {
  return loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: databaseUrl })
}
