import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { SAMPLES } from '../../src/cli/project-root'
import { readSampleDevelopments } from '../../src/cli/sample-developments'
import { sampleFileOf } from '../../src/cli/sample-layers'
import type { AreaGeometry } from '../../libs/geometry/src'
import { radiusOf, wavySite } from '../wavy-site'

/** One site, as the backend tells of it. */
export interface BenchSite {
  readonly dwellings: number
  readonly geometry: AreaGeometry
}

export interface BenchSites {
  readonly sites: readonly BenchSite[]
  /** The same sites in one file that `nrf assess` reads. */
  readonly file: string
  /** Name of the database that keeps their layers. */
  readonly database: string
  readonly layerFile: (layer: { readonly name: string }) => string
  readonly description: string
}

interface SiteFeature {
  readonly properties: { readonly Dwellings: number }
  readonly geometry: AreaGeometry
}

/** The 245 published sites and layers of `REFERENCE_DIR`; without it the sample district. */
export async function benchSites(): Promise<BenchSites> {
  const folder = process.env.REFERENCE_DIR
  return folder === undefined || folder === '' ? sampleSites() : publishedSites(folder)
}

function publishedSites(folder: string): BenchSites {
  const text = gunzipSync(readFileSync(join(folder, 'geojson', 'BnW_cleaned_110925.geojson.gz'))).toString()
  const { features }: { features: readonly SiteFeature[] } = JSON.parse(text)
  const sites = features.map(({ properties, geometry }) => ({ dwellings: properties.Dwellings, geometry }))
  return {
    sites,
    file: join(folder, 'inputs', 'nutrients', 'BnW_cleaned_110925', 'BnW_cleaned_110925.shp'),
    database: 'nrf_bench_small',
    layerFile: ({ name }) => publishedLayer(folder, name),
    description: `${sites.length} published sites of the Broads and the Wensum`
  }
}

function publishedLayer(folder: string, name: string): string {
  const candidates = [
    join(folder, 'fixtures', `${name}.gpkg`),
    join(folder, 'fixtures', `${name}_recovered.gpkg`),
    join(folder, 'synthetic', `${name}.gpkg`),
    join(folder, 'fixtures', 'lookups', `${name}.csv`),
    join(folder, 'fixtures', 'lookups', `${name.replace('wwtw', 'WwTw')}.csv`)
  ]
  const file = candidates.find((candidate) => existsSync(candidate))
  if (file === undefined) throw new Error(`REFERENCE_DIR has no layer ${name}`)
  return file
}

async function sampleSites(): Promise<BenchSites> {
  const developments = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  const sites = developments
    .filter(({ expect, details }) => expect === 'completed' && details.boundary.srid === 27700)
    .map(({ details }) => ({
      dwellings: details.development.housingUnits,
      geometry: details.boundary.geometry
    }))
  return {
    sites,
    file: await fileOf(sites),
    database: 'nrf_bench_sample',
    layerFile: sampleFileOf,
    description: `${sites.length} sites of the sample district, since REFERENCE_DIR is not set: no figures to compare with`
  }
}

async function fileOf(sites: readonly BenchSite[]): Promise<string> {
  const features = sites.map(({ dwellings, geometry }, index) => ({
    type: 'Feature',
    properties: {
      id: String(index + 1),
      Name: '',
      Dwel_Cat: 'allocation',
      Source: 'bench',
      Dwellings: dwellings
    },
    geometry
  }))
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
  const file = join(await mkdtemp(join(tmpdir(), 'nrf-bench-')), 'sites.geojson')
  await writeFile(file, JSON.stringify({ type: 'FeatureCollection', crs, features }))
  return file
}

/** A site of 67 ha around the first corner of the first of these sites. */
export function largeSite(sites: readonly BenchSite[]): BenchSite {
  return madeSite(sites, { areaHa: 67, vertices: 4000, dwellings: 1000 })
}

/** A site there whose boundary takes 2 MiB of JSON. */
export function heavySite(sites: readonly BenchSite[]): BenchSite {
  return madeSite(sites, { areaHa: 5, vertices: 68_000, dwellings: 100 })
}

interface MadeSite {
  readonly areaHa: number
  readonly vertices: number
  readonly dwellings: number
}

function madeSite(
  [{ geometry }]: readonly BenchSite[],
  { areaHa, vertices, dwellings }: MadeSite
): BenchSite {
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0]
  const [east, north] = ring[0]
  return {
    dwellings,
    geometry: wavySite({ centre: [east, north], radiusM: radiusOf(areaHa), vertices })
  }
}
