import 'reflect-metadata'
import { Global, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { ASSESSMENT_OPTIONS, BACKEND_OPTIONS, type BackendOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { Metrics } from '../observability/metrics'
import { AssessmentSource } from './assessment-source'
import { BackendModule } from './backend.module'
import { HttpAssessmentSource } from './http/http-assessment-source'
import { QuotesResultSink } from './http/quotes-result-sink'
import { ResultsResultSink } from './http/results-result-sink'
import { json, ScriptedBackend, someBackendOptions } from './http/testing/scripted-backend'
import { ResultSink } from './result-sink'

async function aModule(options: Partial<BackendOptions>) {
  @Global()
  @Module({
    providers: [
      { provide: BACKEND_OPTIONS, useValue: someBackendOptions(options) },
      { provide: ASSESSMENT_OPTIONS, useValue: { profile: 'corrected', boundaryMaxVertices: 1_000 } },
      { provide: EventLog, useValue: new EventLog({ write: () => undefined }) },
      { provide: Metrics, useValue: new Metrics([]) }
    ],
    exports: [ASSESSMENT_OPTIONS, BACKEND_OPTIONS, EventLog, Metrics]
  })
  class Surroundings {}

  return Test.createTestingModule({ imports: [Surroundings, BackendModule] }).compile()
}

describe('BackendModule', () => {
  it('delivers by the results contract', async () => {
    const module = await aModule({ resultsContract: 'results' })
    expect(module.get(AssessmentSource)).toBeInstanceOf(HttpAssessmentSource)
    expect(module.get(ResultSink)).toBeInstanceOf(ResultsResultSink)
  })

  it('delivers by the quotes contract', async () => {
    const module = await aModule({ resultsContract: 'quotes', quotesLevyGbp: { min: 1, max: 2 } })
    expect(module.get(ResultSink)).toBeInstanceOf(QuotesResultSink)
  })

  it('does not start the quotes contract without a levy', async () => {
    await expect(aModule({ resultsContract: 'quotes' })).rejects.toThrow('LEVY')
  })

  it('closes its connections on shutdown', async () => {
    const backend = new ScriptedBackend([json({}, 404)])
    const module = await aModule({ baseUrl: await backend.start() })
    const fetching = module.get(AssessmentSource).fetch('NRL-000001', new AbortController().signal)
    await expect(fetching).rejects.toThrow('404')
    await module.close()
    await expect(backend.allClosed()).resolves.toBe(1)
    await backend.stop()
  })
})
