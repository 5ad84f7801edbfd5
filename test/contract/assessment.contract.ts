import type { AssessmentOutcome } from '../../src/assessments/assessment-outcome'
import type { Development } from '../../src/assessments/development'
import type { AssessmentDeclaration } from '../../src/assessments/impact-assessment'
import { canonicalJson } from '../../src/backend/canonical-json'
import type { SpatialReferenceData } from '../../src/reference-data/spatial-reference-data'
import { WatchedReferenceData } from './watched-reference-data'

/** An assessment with reference data to run on. */
export interface AssessmentWorld {
  readonly declaration: AssessmentDeclaration
  readonly referenceData: SpatialReferenceData
  /** Developments of many kinds; at least one of them gives figures. */
  readonly developments: readonly Development[]
  /** Runs the assessment as the service does. */
  run(
    development: Development,
    options?: { readonly data?: SpatialReferenceData; readonly signal?: AbortSignal }
  ): Promise<AssessmentOutcome>
  /** Takes the data of a layer away while something is done. */
  without(layer: string, work: () => Promise<void>): Promise<void>
}

/** The five promises that every assessment keeps. */
export function everyAssessment(name: string, get: () => AssessmentWorld): void {
  describe(`assessment: ${name}`, () => {
    let outcomes: AssessmentOutcome[]

    const runAll = async () => {
      const world = get()
      return Promise.all(world.developments.map((development) => world.run(development)))
    }
    const layersOf = ({ declaration }: AssessmentWorld) => declaration.layers.map((layer) => layer.name)

    beforeAll(async () => {
      outcomes = await runAll()
    })

    it('gives the same bytes for the same input and data version, whatever runs beside it', async () => {
      const alone: AssessmentOutcome[] = []
      for (const development of get().developments.toReversed()) alone.unshift(await get().run(development))
      expect(alone.map(canonicalJson)).toEqual(outcomes.map(canonicalJson))
      expect((await runAll()).map(canonicalJson)).toEqual(outcomes.map(canonicalJson))
    })

    it('names every layer it reads', async () => {
      const data = new WatchedReferenceData(get().referenceData)
      for (const development of get().developments) await get().run(development, { data })
      expect(data.readings).toBeGreaterThan(0)
      expect(layersOf(get())).toEqual(expect.arrayContaining([...data.read]))
    })

    it('fails by name when a declared layer is not there', async () => {
      const [development] = get().developments
      for (const layer of layersOf(get())) {
        await get().without(layer, async () => {
          await expect(get().run(development)).rejects.toMatchObject({
            code: 'reference_data_missing',
            layers: [layer]
          })
        })
      }
      expect(canonicalJson(await get().run(development))).toBe(canonicalJson(outcomes[0]))
    })

    it('gives every figure a unit, and every outcome the data version of each layer', () => {
      const figures = outcomes.flatMap(({ impacts }) => impacts.flatMap((impact) => impact.figures))
      expect(figures).not.toEqual([])
      expect(figures.filter(({ unit, label }) => unit.trim() === '' || label.trim() === '')).toEqual([])
      for (const { type, assessmentVersion, provenance } of outcomes) {
        expect({ type, assessmentVersion }).toEqual({
          type: get().declaration.type,
          assessmentVersion: get().declaration.version
        })
        expect(provenance.layers.map(({ layer }) => layer)).toEqual(layersOf(get()))
        expect(provenance.layers.every(({ version }) => version >= 1)).toBe(true)
      }
    })

    it('stops with the reason of the abort signal, whenever that comes', async () => {
      const [development] = get().developments
      const watched = new WatchedReferenceData(get().referenceData)
      await get().run(development, { data: watched })
      for (let reading = 1; reading <= watched.readings; reading += 1) {
        const controller = new AbortController()
        const reason = new Error(`stop before reading ${reading}`)
        const data = new WatchedReferenceData(get().referenceData, (current) => {
          if (current === reading) controller.abort(reason)
        })
        await expect(get().run(development, { data, signal: controller.signal })).rejects.toBe(reason)
        expect(data.readings).toBe(reading)
      }
    })
  })
}
