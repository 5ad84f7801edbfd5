import { siteAttributes } from './site-attributes'

const OLD = {
  id: 20190597,
  Name: 'Mill Lane',
  Dwel_Cat: 'allocation',
  Source: 'plan',
  Dwellings: 16,
  Type: 'x'
}
const SITE = {
  reference: '20190597',
  name: 'Mill Lane',
  dwellingCategory: 'allocation',
  source: 'plan',
  dwellings: 16
}

describe('the attributes of a site', () => {
  it('are read under the names of older files and under the present ones', () => {
    expect(siteAttributes(OLD)).toEqual(SITE)
    const { id, Name: name, Dwel_Cat, Source: source, Dwellings: dwellings } = OLD
    expect(siteAttributes({ id, name, dwelling_category: Dwel_Cat, source, dwellings })).toEqual(SITE)
  })

  it('count under the present name where a file has both', () => {
    expect(siteAttributes({ ...OLD, name: 'New Lane', dwellings: 3 })).toMatchObject({
      name: 'New Lane',
      dwellings: 3
    })
  })

  it('may be empty, but for the id and the dwellings', () => {
    expect(siteAttributes({ ...OLD, Name: null, Dwel_Cat: '', Source: null })).toMatchObject({
      name: '',
      dwellingCategory: '',
      source: ''
    })
    expect(() => siteAttributes({ ...OLD, id: null })).toThrow(
      'the attribute id is missing. Add what is missing'
    )
    expect(() => siteAttributes({ ...OLD, id: '' })).toThrow('the attribute id is missing')
  })

  it('take the dwellings of the option only where the feature says nothing', () => {
    const { Dwellings, ...without } = OLD
    expect(siteAttributes(without, 7).dwellings).toBe(7)
    expect(siteAttributes({ ...OLD, Dwellings: null }, 7).dwellings).toBe(7)
    expect(siteAttributes(OLD, 7).dwellings).toBe(Dwellings)
    expect(() => siteAttributes(without)).toThrow(
      'the attribute Dwellings or dwellings is missing. Add it, or give --dwellings'
    )
  })

  it('are named all at once when several are missing', () => {
    expect(() => siteAttributes({ id: 1, Name: 'x' })).toThrow(
      'the attributes Dwel_Cat or dwelling_category, Source or source, Dwellings or dwellings are missing. ' +
        'Add what is missing to the file; --dwellings can stand in for Dwellings'
    )
  })

  it.each([1, 999_999, '16', ' 16 ', '16.0'])('take %j dwellings', (dwellings) => {
    expect(siteAttributes({ ...OLD, Dwellings: dwellings }).dwellings).toBe(Number(dwellings))
  })

  it.each([0, -1, 1.5, 1_000_000, 'many', '1e3', true])('refuse %j dwellings', (dwellings) => {
    expect(() => siteAttributes({ ...OLD, Dwellings: dwellings })).toThrow(
      `Dwellings is ${JSON.stringify(dwellings)}. It has to be a whole number from 1 to 999999`
    )
  })
})
