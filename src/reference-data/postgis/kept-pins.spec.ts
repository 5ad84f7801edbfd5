import { Activations } from '../activations'
import type { DataVersions } from '../spatial-reference-data'
import { KeptPins } from './kept-pins'

const LAYERS = ['a', 'b']

function versionsOf(version: number): DataVersions {
  const layers = { a: { version, loadedAt: '2026-01-01T00:00:00.000Z' } }
  return { layers, engine: { postgis: '3', geos: '3', proj: '9' } }
}

describe('KeptPins', () => {
  let nowMs: number
  let activations: Activations
  let pins: KeptPins

  beforeEach(() => {
    nowMs = 0
    activations = new Activations()
    pins = new KeptPins(activations, () => nowMs)
  })

  it('gives what was read for the same layers, and nothing for others', () => {
    pins.begin(LAYERS)(versionsOf(1))

    expect(pins.find(LAYERS)).toEqual(versionsOf(1))
    expect(pins.find(['a'])).toBeUndefined()
  })

  it('forgets a second after the reading began, however long it took', () => {
    const keep = pins.begin(LAYERS)
    nowMs = 600
    keep(versionsOf(1))

    nowMs = 999
    expect(pins.find(LAYERS)).toEqual(versionsOf(1))
    nowMs = 1000
    expect(pins.find(LAYERS)).toBeUndefined()
  })

  it('forgets at once what this process has activated over, also while it was being read', () => {
    pins.begin(LAYERS)(versionsOf(1))
    const keep = pins.begin(LAYERS)
    activations.note()
    expect(pins.find(LAYERS)).toBeUndefined()

    keep(versionsOf(1))
    expect(pins.find(LAYERS)).toBeUndefined()
  })

  it('keeps a few sets of layers only', () => {
    for (let set = 0; set < 17; set++) pins.begin([String(set)])(versionsOf(set))

    expect(pins.find(['0'])).toBeUndefined()
    expect(pins.find(['16'])).toEqual(versionsOf(16))
  })
})
