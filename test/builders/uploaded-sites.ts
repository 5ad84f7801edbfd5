import { databaseOptionsFor } from './database-options'
import { ReferenceFiles, aPolygon, aSquare } from './reference-files'
import type { TestDatabase } from '../environment/test-database'
import { Database } from '../../src/database/database'
import { Activations } from '../../src/reference-data/activations'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { EDP_BOUNDARIES } from '../../src/boundary-check/edp-boundaries.layer'

export const GRID = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
export const site = aPolygon(aSquare(620_000, 310_000, 100))
export const onGrid = (...geometries: unknown[]) => ({
  type: 'FeatureCollection',
  crs: GRID,
  features: geometries.map((geometry) => ({ type: 'Feature', properties: { owner: 'secret' }, geometry }))
})
export const bowTie = aPolygon([
  [620_000, 310_000],
  [620_100, 310_100],
  [620_100, 310_000],
  [620_000, 310_100],
  [620_000, 310_000]
])

export function named(name: string): object {
  return { type: 'name', properties: { name: `urn:ogc:def:crs:${name}` } }
}

/** One EDP area over the western half of the site, and one that touches its eastern side. */
export async function loadEdps(testDatabase: TestDatabase): Promise<void> {
  const files = await ReferenceFiles.create()
  const database = new Database(databaseOptionsFor(testDatabase))
  try {
    const features = [
      { properties: { EDP_Name: 'B beside' }, geometry: aPolygon(aSquare(620_100, 309_000, 2000)) },
      { properties: { EDP_Name: 'A half' }, geometry: aPolygon(aSquare(618_050, 309_000, 2000)) }
    ]
    const { version } = await new ReferenceDataLoader(database).load(
      await files.geoJson(features, 27700),
      EDP_BOUNDARIES
    )
    await new ReferenceDataVersions(database, new Activations()).activate(EDP_BOUNDARIES.name, version)
  } finally {
    await database.onApplicationShutdown()
    await files.remove()
  }
}
