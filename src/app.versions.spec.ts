import type { AssessmentRegistry } from './assessments/assessment.registry'
import type { DataInUse } from './assessments/data-in-use'
import { ServiceVersions } from './app.versions'
import type { LedgerWatch } from './ledger/ledger-watch'

const LAYER = { layer: 'roads', version: 3, loadedAt: '2026-05-04T08:12:30.000Z' }
const registry = {
  types: () => ['noise'],
  find: () => ({ declaration: { type: 'noise', version: 4 } })
} as unknown as AssessmentRegistry

function versions(schema: () => Promise<unknown>, data: () => Promise<unknown>): ServiceVersions {
  return new ServiceVersions(
    registry,
    { layers: data } as unknown as DataInUse,
    { check: schema } as unknown as LedgerWatch
  )
}

describe('ServiceVersions', () => {
  it('names the versions of schema, data and assessments', async () => {
    const report = versions(
      async () => ({ schemaVersion: 2, pauses: [] }),
      async () => [LAYER]
    )
    expect(await report.describe()).toEqual({
      schema: { version: 2 },
      data: [LAYER],
      assessments: [{ type: 'noise', version: 4 }],
      problems: []
    })
  })

  it('answers while the database is away, and says why something is not known', async () => {
    const away = () => Promise.reject(new Error('no connection'))
    expect(await versions(away, away).describe()).toEqual({
      schema: null,
      data: null,
      assessments: [{ type: 'noise', version: 4 }],
      problems: ['schema: no connection', 'data: no connection']
    })
  })

  it('asks once for many who want to know', async () => {
    let asked = 0
    const report = versions(
      async () => ({ schemaVersion: 2, pauses: [] }),
      async () => {
        asked += 1
        return []
      }
    )
    await Promise.all([report.describe(), report.describe()])
    expect(asked).toBe(1)
  })
})
