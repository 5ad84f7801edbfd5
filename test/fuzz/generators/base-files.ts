import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { geometryBlob, makeGeoPackage, makeShapefile, makeZip } from '../../../libs/geo-files/src/testing'
import type { MutatedFile } from './byte-mutations'

const RING: [number, number][] = [
  [602_550, 306_050],
  [602_550, 306_150],
  [602_640, 306_150],
  [602_640, 306_050],
  [602_550, 306_050]
]
const DEGREES = '0.98,52.61 0.98,52.62 0.99,52.62 0.99,52.61 0.98,52.61'
const POLYGON = { type: 'Polygon' as const, coordinates: [RING] }
const COLLECTION = {
  type: 'FeatureCollection',
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } },
  features: [{ type: 'Feature', properties: { Name: 'Mill Lane' }, geometry: POLYGON }]
}
const KML =
  '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>' +
  '<name>Mill Lane</name><ExtendedData><Data name="Dwellings"><value>12</value></Data></ExtendedData>' +
  `<Polygon><outerBoundaryIs><LinearRing><coordinates>${DEGREES}</coordinates></LinearRing></outerBoundaryIs></Polygon>` +
  '</Placemark></Document></kml>'

/** Parts of a sound shapefile by their extension. */
export const SHAPEFILE_PARTS = makeShapefile([{ rings: [RING], values: ['Mill Lane'] }])

/** One sound file of every kind that is read. */
export async function baseFiles(): Promise<MutatedFile[]> {
  const parts = Object.entries(SHAPEFILE_PARTS).map(([part, content]) => ({
    name: `site/site.${part}`,
    content
  }))
  const json = JSON.stringify(COLLECTION)
  return [
    { filename: 'site.geojson', bytes: new Uint8Array(Buffer.from(json)) },
    { filename: 'site.kml', bytes: new Uint8Array(Buffer.from(KML)) },
    { filename: 'shapefile.zip', bytes: new Uint8Array(makeZip(parts)) },
    { filename: 'geojson.zip', bytes: new Uint8Array(makeZip([{ name: 'site.geojson', content: json }])) },
    { filename: 'kml.zip', bytes: new Uint8Array(makeZip([{ name: 'site.kml', content: KML }])) },
    { filename: 'site.gpkg', bytes: await geoPackage() }
  ]
}

async function geoPackage(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'nrf-fuzz-'))
  try {
    const path = join(folder, 'site.gpkg')
    makeGeoPackage(path, [
      { name: 'site', columns: 'Name TEXT', rows: [[geometryBlob(POLYGON), 'Mill Lane']] }
    ])
    return new Uint8Array(await readFile(path))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
