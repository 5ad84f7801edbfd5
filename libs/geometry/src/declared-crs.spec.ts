import { parseCrsName, readCrsMember } from './declared-crs'

describe('parseCrsName', () => {
  it.each([
    ['EPSG:27700', 27700],
    ['epsg:4326', 4326],
    ['urn:ogc:def:crs:EPSG::3857', 3857],
    ['CRS84', 4326],
    ['OGC:CRS84', 4326]
  ])('reads %s', (name, epsg) => {
    expect(parseCrsName(name)).toEqual({ epsg })
  })

  it('quotes what it cannot read, printable and cut', () => {
    expect(parseCrsName('ESRI:102100\n')).toEqual({ unsupported: '"ESRI:102100?"' })
    expect(parseCrsName('x'.repeat(1000))).toEqual({ unsupported: `"${'x'.repeat(60)}..."` })
  })
})

describe('readCrsMember', () => {
  it('reads the name and takes absent, null and linked members as none', () => {
    expect(readCrsMember({ crs: { type: 'name', properties: { name: 'EPSG:27700' } } })).toEqual({
      epsg: 27700
    })
    for (const holder of [{}, { crs: null }, { crs: { type: 'link' } }, null, 'x']) {
      expect(readCrsMember(holder)).toBeNull()
    }
  })
})
