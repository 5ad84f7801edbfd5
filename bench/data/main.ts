import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { applyChangelog, dropDatabase, projectFolder, StopList } from '../../libs/local-env/src'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import { ProgressBar } from '../../src/cli/progress-bar'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { benchDatabase, openBenchServer } from '../jobs/bench-server'
import { nationalDatabase } from '../jobs/data-sets'
import { benchSites } from '../jobs/sites'
import { peakMiB } from '../jobs/processor-time'
import { writeGeoPackage } from './geo-package'
import { NATIONAL_CELLS, nationalLayers } from './national-layers'

const HELP = `npm run bench:data [-- --cells 100000]
Makes layers of national size and loads them with the loader of nrf data load, into a database that npm run bench
finds; one that is there already is replaced. Without --cells: 5.4 million, and the vertices of the national layers.
  --cells N    a smaller country, with as many fewer polygons
  --double     a second database, with twice the cells, for --data doubled
BENCH_DATABASE_URL, REFERENCE_DIR: as for npm run bench`

type Load = (path: string, layer: LayerDeclaration) => Promise<void>

async function makeAndLoad(cells: number, load: Load): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nrf-bench-data-'))
  const lookups = (await benchSites()).layerFile
  try {
    for (const layer of nationalLayers(cells)) {
      const path = join(folder, `${layer.name}.gpkg`)
      const begunAtMs = performance.now()
      writeGeoPackage(path, layer)
      const sizeMiB = (await stat(path)).size / 2 ** 20
      tell(
        `${layer.name}: ${layer.rowCount} rows, ${sizeMiB.toFixed(0)} MiB, written in ${secondsSince(begunAtMs)} s`
      )
      await load(path, declarationOf(layer.name))
      await rm(path)
    }
    for (const name of ['rates_lookup', 'wwtw_lookup']) await load(lookups({ name }), declarationOf(name))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function declarationOf(name: string): LayerDeclaration {
  const found = NUTRIENT_LAYERS.find((layer) => layer.name === name)
  if (found === undefined) throw new Error(`No layer ${name}`)
  return found
}

async function loadNational(databaseUrl: string, cells: number): Promise<void> {
  const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
  await applyChangelog({ databaseUrl, changelogFile })
  const config = loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: databaseUrl })
  await lendReferenceData(config, ({ loader, versions }) =>
    makeAndLoad(cells, async (path, layer) => {
      const begunAtMs = performance.now()
      const bar = new ProgressBar(`Loading ${layer.name}`, process.stderr)
      const onProgress = (done: number, total: number | undefined): void => bar.update(done, total)
      const { version, rowCount } = await loader.load(path, layer, { onProgress })
      bar.end()
      await versions.activate(layer.name, version)
      tell(
        `${layer.name}: ${rowCount} rows loaded in ${secondsSince(begunAtMs)} s, peak ${peakMiB(process.pid).toFixed(0)} MiB`
      )
    })
  )
}

function secondsSince(begunAtMs: number): string {
  return ((performance.now() - begunAtMs) / 1000).toFixed(1)
}

function tell(sentence: string): void {
  console.error(sentence)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      cells: { type: 'string' },
      double: { type: 'boolean', default: false }
    }
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const started = new StopList()
  try {
    const server = await openBenchServer(started)
    const name = nationalDatabase(values.double)
    await dropDatabase(server.adminUrl, name)
    const url = await benchDatabase(server, name)
    const cells = Number(values.cells ?? NATIONAL_CELLS)
    await loadNational(url, values.double ? 2 * cells : cells)
  } finally {
    await started.stopAll()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
