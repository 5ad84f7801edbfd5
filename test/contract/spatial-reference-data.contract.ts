import { ReferenceDataMissing } from '../../src/reference-data/reference-data.failures'
import {
  defineQuestion,
  type LookupRow,
  type SpatialReferenceData
} from '../../src/reference-data/spatial-reference-data'

/** Rows of the layer `contract_rates`, in load order, which is not the order of the codes. */
export const RATES: readonly LookupRow[] = [
  { code: 'b ', rate: 2.5 },
  { code: 'a', rate: 1 }
]

/** Number of features of the layer `contract_zones`, plus a value of the caller; both worlds hold two. */
export const COUNT_ZONES = defineQuestion<{ count: number }>({
  name: 'contract_count_zones',
  layers: ['contract_zones'],
  valueCount: 1,
  sql: (versionOf) => `
    SELECT count(*)::int + $1::int AS count FROM reference.feature
    WHERE layer = 'contract_zones' AND version = ${versionOf('contract_zones')}`
})

/** Layers that no world holds. */
export const ABSENT = ['contract_absent_1', 'contract_absent_2']

/** What every implementation of the port promises. It holds `RATES` and two zones; `ABSENT` is not there. */
export function everyReferenceData(name: string, get: () => SpatialReferenceData): void {
  const { signal } = new AbortController()
  const reason = new Error('shutdown')
  const aborted = AbortSignal.abort(reason)

  describe(`reference data: ${name}`, () => {
    const pinned = async () => ({
      versions: await get().pin(['contract_zones', 'contract_rates'], signal),
      signal
    })

    it('pins a version and its load time for every layer, and names the engine', async () => {
      const { layers, engine } = (await pinned()).versions
      expect(Object.keys(layers)).toEqual(['contract_zones', 'contract_rates'])
      for (const { version, loadedAt } of Object.values(layers)) {
        expect(version).toBeGreaterThanOrEqual(1)
        expect(new Date(loadedAt).toISOString()).toBe(loadedAt)
      }
      expect(engine).toEqual({
        postgis: expect.stringMatching(/^\d/),
        geos: expect.stringMatching(/^\d/),
        proj: expect.stringMatching(/^\d/)
      })
    })

    it('names every layer that is missing', async () => {
      const pin = get().pin([ABSENT[0], 'contract_zones', ABSENT[1]], signal)
      await expect(pin).rejects.toBeInstanceOf(ReferenceDataMissing)
      await expect(pin).rejects.toMatchObject({
        layers: ABSENT,
        code: 'reference_data_missing',
        retryable: true
      })
    })

    it('answers a question with the values of the caller', async () => {
      expect(await get().ask(COUNT_ZONES, [40], await pinned())).toEqual([{ count: 42 }])
    })

    it('answers no question with another number of values', async () => {
      await expect(get().ask(COUNT_ZONES, [], await pinned())).rejects.toThrow('takes 1 values, not 0')
    })

    it('reads no layer that is not pinned', async () => {
      const options = { versions: await get().pin(['contract_rates'], signal), signal }
      await expect(get().ask(COUNT_ZONES, [40], options)).rejects.toThrow('"contract_zones" is not pinned')
      await expect(get().lookup('contract_zones', options)).rejects.toThrow('"contract_zones" is not pinned')
    })

    it('gives a lookup in load order, and the same one for the same version', async () => {
      const options = await pinned()
      const rows = await get().lookup('contract_rates', options)
      expect(rows).toEqual(RATES)
      expect(await get().lookup('contract_rates', options)).toBe(rows)
    })

    it('rejects with the reason of an aborted signal', async () => {
      const options = { ...(await pinned()), signal: aborted }
      await expect(get().pin(['contract_zones'], aborted)).rejects.toBe(reason)
      await expect(get().ask(COUNT_ZONES, [40], options)).rejects.toBe(reason)
      await expect(get().lookup('contract_rates', options)).rejects.toBe(reason)
    })
  })
}
