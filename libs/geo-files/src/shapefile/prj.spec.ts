import { NATIONAL_GRID_PRJ } from '../testing/make-shapefile'
import { readPrj } from './prj'

const WGS_84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

describe('a .prj file', () => {
  it.each([
    ['British National Grid by its parameters', NATIONAL_GRID_PRJ, 27700],
    [
      'the same under another name',
      NATIONAL_GRID_PRJ.replace('British_National_Grid', 'OSGB36 / whatever'),
      27700
    ],
    [
      'WKT 1 of GDAL, by its code',
      'PROJCS["OSGB36 / British National Grid",GEOGCS["OSGB36",AUTHORITY["EPSG","4277"]],AUTHORITY["EPSG","27700"]]',
      27700
    ],
    ['WKT 2, by its code', 'PROJCRS["x",BASEGEOGCRS["y",ID["EPSG",4277]],ID["EPSG",27700]]', 27700],
    ['WGS 84 by its parameters', WGS_84, 4326],
    ['WGS 84 by its code', 'GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]]', 4326],
    ['another code', 'PROJCS["ETRS89",AUTHORITY["EPSG","3035"]]', 3035]
  ])('knows %s', (_, text, epsg) => {
    expect(readPrj(text)).toEqual({ epsg })
    expect(readPrj(`\uFEFF${text}\r\n`)).toEqual({ epsg })
  })

  it.each([
    ['another central meridian', NATIONAL_GRID_PRJ.replace('-2.0]', '-3.0]')],
    ['another ellipsoid', NATIONAL_GRID_PRJ.replace('6377563.396', '6378137.0')],
    ['another unit', NATIONAL_GRID_PRJ.replace('"Meter",1.0', '"Foot",0.3048')],
    ['another projection', NATIONAL_GRID_PRJ.replace('Transverse_Mercator', 'Lambert_Conformal_Conic')],
    ['OSGB 36 in degrees', NATIONAL_GRID_PRJ.replace(/^PROJCS\[[^,]*,/, '').replace(/,PROJECTION.*/, '')],
    ['ETRS 89', WGS_84.replaceAll('WGS_1984', 'ETRS_1989').replace('563', '101')],
    ['WGS 84 in grads', WGS_84.replace('0.0174532925199433', '0.015707963267949')]
  ])('does not take %s for one of the two', (_, text) => {
    expect(readPrj(text)).toEqual({ unsupported: expect.any(String) })
  })

  it.each([
    '',
    'EPSG:27700',
    'PROJCS[',
    'PROJCS["a"',
    'PROJCS["a"]]',
    'A['.repeat(50_000),
    `A["${'x'.repeat(70_000)}"]`
  ])('is unsupported when it is no well-known text', (text) => {
    expect(readPrj(text)).toEqual({ unsupported: 'a .prj file that is no well-known text' })
  })
})
