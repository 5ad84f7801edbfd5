import { join } from 'node:path'
import { Module } from '@nestjs/common'
import { Test, type TestingModule } from '@nestjs/testing'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { developmentOf } from '../../test/builders/development-of-sample'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import type { AssessmentOutcome } from '../assessments/assessment-outcome'
import { AssessmentRegistry } from '../assessments/assessment.registry'
import { AssessmentRunner } from '../assessments/assessment.runner'
import { AssessmentsModule } from '../assessments/assessments.module'
import {
  ASSESSMENT_OPTIONS,
  DATABASE_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentOptions
} from '../config/config.tokens'
import { BoundaryCheck } from '../reference-data/boundary-check'
import { InvalidBoundary } from '../reference-data/reference-data.failures'
import { ReferenceDataLoader } from '../reference-data/reference-data-loader'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { ReferenceDataVersions } from '../reference-data/reference-data-versions'
import { readPostedResult } from './demo/posted-result'
import { SAMPLES } from './project-root'
import { readSampleDevelopments, type SampleDevelopment } from './sample-developments'
import { sampleFileOf } from './sample-layers'

const OPTIONS: AssessmentOptions = { profile: 'corrected', boundaryMaxVertices: 100_000 }

/** The module of the option slices, for one test database. */
function optionsModule(database: TestDatabase) {
  const providers = [
    { provide: DATABASE_OPTIONS, useValue: databaseOptionsFor(database) },
    { provide: ASSESSMENT_OPTIONS, useValue: OPTIONS },
    { provide: SERVICE_OPTIONS, useValue: { version: '0.0.0' } }
  ]
  class OptionsModule {}
  Module({})(OptionsModule)
  const exports = providers.map(({ provide }) => provide)
  return { module: OptionsModule, global: true, providers, exports }
}

describe('the sample developments, assessed on the sample layers', () => {
  let database: TestDatabase
  let app: TestingModule
  let samples: SampleDevelopment[]
  const repairedRows: number[] = []

  beforeAll(async () => {
    database = await openTestDatabase()
    app = await Test.createTestingModule({
      imports: [optionsModule(database), AssessmentsModule, ReferenceDataModule]
    }).compile()
    await app.init()
    samples = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
    for (const layer of app.get(AssessmentRegistry).layers()) {
      const report = await app.get(ReferenceDataLoader).load(sampleFileOf(layer), layer)
      repairedRows.push(...report.repairedRows)
      await app.get(ReferenceDataVersions).activate(layer.name, report.version)
    }
  })

  afterAll(async () => {
    await app.close()
    await database.close()
  })

  async function assess(sample: SampleDevelopment, type = 'nutrient'): Promise<AssessmentOutcome> {
    const { signal } = new AbortController()
    const development = await developmentOf(sample, app.get(BoundaryCheck))
    const [outcome] = await app.get(AssessmentRunner).run([type], development, signal)
    return outcome
  }

  const sample = (reference: string) => samples.find(({ details }) => details.reference === reference)!

  it('come with layers that need no repair', () => {
    expect(repairedRows).toEqual([])
  })

  it.each(['NRF-900001', 'NRF-900002'])('come to the totals of samples/README.md: %s', async (reference) => {
    const { summary } = await assess(sample(reference))
    expect({
      nitrogenTotalKgPerYear: summary?.['N_Total'],
      phosphorusTotalKgPerYear: summary?.['P_Total']
    }).toEqual(sample(reference).expected)
  })

  /** The scope of the outcome, or the code of the boundary that was refused. */
  async function endOf(development: SampleDevelopment): Promise<string> {
    try {
      const { scope } = await assess(development, development.details.assessmentTypes[0])
      return scope.status === 'in-scope' ? 'completed' : 'out-of-scope'
    } catch (error) {
      if (error instanceof InvalidBoundary) return error.code
      throw error
    }
  }

  it('are in or out of scope, or refused, as they expect', async () => {
    const ends: [string, string][] = []
    for (const development of samples) ends.push([development.details.reference, await endOf(development)])
    expect(ends).toEqual(
      samples.map(({ details, expect: end, failureCode }) => [details.reference, failureCode ?? end])
    )
  })

  it('come to the newt habitat and ponds of samples/README.md: NRF-900011', async () => {
    const { expectedNewts } = sample('NRF-900011')
    const outcome = await assess(sample('NRF-900011'), 'gcn')
    const { newts } = readPostedResult({ status: 'COMPLETED', outcomes: [outcome] })!
    expect(newts).toEqual({
      habitatOnSiteHa: expect.closeTo(expectedNewts!.habitatOnSiteHa, 6),
      ponds: expectedNewts!.ponds
    })
  })

  it('find national ponds and two zones at NRF-900010', async () => {
    const { impacts, evidence } = await assess(sample('NRF-900010'), 'gcn')
    expect(impacts.map(({ id }) => id)).toEqual(['Red', 'Green'])
    expect(evidence).toMatchObject({ pondSource: 'national' })
  })

  it('show the works, subcatchments and rates that their titles speak of', async () => {
    const facts = async (reference: string) => {
      const { summary } = await assess(sample(reference))
      return [summary?.['NN_Catchment'], summary?.['Majority_WwTw_ID'], summary?.['Occ_Rate']]
    }
    expect(await facts('NRF-900003')).toEqual(['River Wensum SAC; The Broads SAC', 182, 2.4])
    expect(await facts('NRF-900004')).toEqual(['River Wensum SAC', 141, 2.4])
    expect(await facts('NRF-900006')).toEqual([null, 920, 2.4])
    expect(await facts('NRF-900008')).toEqual(['The Broads SAC', 938, 2.4])
  })
})
