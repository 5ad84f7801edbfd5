import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLES } from './project-root'
import { sampleFileOf } from './sample-layers'

describe('the sample of a layer', () => {
  it('is a layer or a lookup of the sample district', () => {
    expect(sampleFileOf({ name: 'nn_catchments' })).toBe(join(SAMPLES, 'layers', 'nn_catchments.geojson'))
    expect(sampleFileOf({ name: 'rates_lookup' })).toBe(join(SAMPLES, 'lookups', 'rates_lookup.csv'))
    expect(existsSync(sampleFileOf({ name: 'wwtw_lookup' }))).toBe(true)
  })

  it('is asked for by name and place when there is none', () => {
    expect(() => sampleFileOf({ name: 'roads' })).toThrow(
      `No sample of the layer "roads": put roads.geojson or roads.csv into samples/ of the assessment's folder`
    )
  })
})
