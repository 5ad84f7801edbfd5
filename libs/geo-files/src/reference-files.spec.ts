import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
})
