import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { GeoFeature } from './geo-file'
import { openGeoFile } from './open-geo-file'
import { readAll } from './testing/temporary-folder'

const folder = process.env['REFERENCE_DIR'] ?? ''
const isThere = folder !== '' && existsSync(join(folder, 'fixtures'))
const describeReference = isThere ? describe : describe.skip

describeReference('the published files (skipped unless REFERENCE_DIR names their folder)', () => {
  const gpkg = (name: string): string => join(folder, 'fixtures', `${name}.gpkg`)
  const geojson = (name: string): string => join(folder, 'geojson', `${name}.geojson.gz`)

  it.each([
    ['nn_catchments', 5],
    ['subcatchments', 10],
    ['lpa_boundaries', 11],
    ['wwtw_catchments', 62],
    ['gcn_risk_zones', 107],
    ['gcn_ponds_recovered', 169],
    ['edp_boundaries', 1],
    ['edp_edges', 2],
    ['edp_excluded_areas', 3]
  ])('%s has %d features, equal as GeoPackage and as GeoJSON', async (name, count) => {
    const [packed, text] = [await readAll(gpkg(name)), await readAll(geojson(name))]
    expect(packed).toHaveLength(count)
    expect(text).toEqual(packed)
    const [a, b] = [await openGeoFile(gpkg(name)), await openGeoFile(geojson(name))]
    expect(a).toMatchObject({ crs: { epsg: 27700 }, featureCount: count })
    expect(b).toMatchObject({ crs: { epsg: 27700 }, featureCount: count, columns: a.columns })
    await Promise.all([a.close(), b.close()])
  })

  it('coefficient_layer has 15,173 features, equal as GeoPackage and as GeoJSON', async () => {
    const text = await readAll(geojson('coefficient_layer_synthetic'))
    const packed = await readAll(join(folder, 'synthetic', 'coefficient_layer.gpkg'))
    expect(packed).toHaveLength(15_173)
    const differing = packed.filter((feature, i) => JSON.stringify(feature) !== JSON.stringify(text[i]))
    expect(differing).toEqual([])
  })

  it.each([
    ['WwTw_lookup', 641],
    ['rates_lookup', 30]
  ])('%s.csv has %d rows', async (name, count) => {
    expect(await readAll(join(folder, 'fixtures', 'lookups', `${name}.csv`))).toHaveLength(count)
  })

  it.each([
    ['BnW_cleaned_110925', 245],
    ['SitePonds_00001', 559]
  ])('%s has %d features with a geometry', async (name, count) => {
    const features = await readAll(geojson(name))
    expect(features.filter(({ geometry }) => geometry !== null && 'type' in geometry)).toHaveLength(count)
  })

  it.each([
    ['nutrients/BnW_cleaned_110925/BnW_cleaned_110925', 245],
    ['nutrients/BnW_small_under_1_hectare/BnW_small_under_1_hectare', 1],
    ['gcn/SiteBoundaries/SiteBoundary_00001', 4],
    ['gcn/SiteBoundaries/SiteBoundary_00002', 2],
    ['gcn/SitePonds/SitePonds_00001', 559]
  ])('%s has %d features, equal as shapefile and as GeoJSON', async (name, count) => {
    const shapefile = await readAll(join(folder, 'inputs', `${name}.shp`))
    const text = join(folder, 'geojson', `${basename(name)}.geojson`)
    const published = await readAll(existsSync(text) ? text : `${text}.gz`)
    expect(shapefile).toHaveLength(count)
    expect(shapefile).toEqual(published.map(withoutAddedNumber))
    const file = await openGeoFile(join(folder, 'inputs', `${name}.shp`))
    expect(file).toMatchObject({ crs: { epsg: 27700 }, featureCount: count, format: 'shapefile' })
  })

  it('reads the zip archive of one site', async () => {
    const site = 'BnW_small_under_1_hectare'
    expect(await readAll(join(folder, 'inputs', 'nutrients', `${site}.zip`))).toEqual(
      await readAll(join(folder, 'inputs', 'nutrients', site, `${site}.shp`))
    )
  })
})

/** The GeoJSON copies have one property more: the position in the shapefile. */
function withoutAddedNumber({ attributes, ...feature }: GeoFeature): GeoFeature {
  return {
    ...feature,
    attributes: Object.fromEntries(Object.entries(attributes).filter(([column]) => column !== 'rlb_id'))
  }
}
