import type { SampleDevelopment } from '../sample-developments'
import { demoFaults, demoTable, type DemoResult } from './demo-report'
import { figuresOf, readPostedResult } from './posted-result'

const SAMPLE: SampleDevelopment = {
  title: 'A field',
  expect: 'completed',
  expected: { nitrogenTotalKgPerYear: 1.5, phosphorusTotalKgPerYear: 0.2 },
  details: {
    reference: 'NRF-900001',
    development: { types: ['housing'], housingUnits: 1 },
    assessmentTypes: ['nutrient'],
    boundary: { srid: 27700, geometry: { type: 'Polygon', coordinates: [] } }
  }
}
const COMPLETED = { status: 'COMPLETED', outcomes: [{ summary: { N_Total: 1.5, P_Total: 0.2 } }] }

const aResult = (body: unknown, fields: Partial<DemoResult> = {}): DemoResult => ({
  sample: SAMPLE,
  posted: readPostedResult(body),
  emails: ['completed'],
  durationMs: 12.3,
  ...fields
})

describe('the report of the demo', () => {
  it('finds nothing wrong with a result that is as worked out by hand', () => {
    expect(demoFaults([aResult(COMPLETED)])).toEqual([])
    const row = demoTable([aResult(COMPLETED)])
    for (const cell of [
      'NRF-900001',
      'A field',
      'completed',
      '1.50',
      '0.20',
      'equal',
      'to applicant',
      '12 ms'
    ])
      expect(row).toContain(cell)
  })

  it.each([
    ['N by hand is 1.5', { status: 'COMPLETED', outcomes: [{ summary: { N_Total: 1.51, P_Total: 0.2 } }] }],
    ['P by hand is 0.2', { status: 'COMPLETED', outcomes: [{ summary: { N_Total: 1.5, P_Total: 0 } }] }],
    ['ended as out-of-scope', { status: 'COMPLETED', outcomes: [{ summary: null }] }],
    ['ended as failed', { status: 'FAILED', error: { code: 'invalid_geometry', message: 'x' } }],
    ['the backend was told invalid_geometry', { status: 'FAILED', error: { code: 'invalid_geometry' } }],
    ['ended as nothing', undefined]
  ])('says "%s"', (fault, body) => {
    expect(demoFaults([aResult(body)])).toContainEqual(expect.stringMatching(`^NRF-900001: .*${fault}`))
  })

  it('shows newt habitat and ponds beside the totals of nutrients, and compares them', () => {
    const newts = {
      summary: {
        habitat_impact: [
          { Area: 'Buffer', RZ: 'Red', Shape_Area: 90_000 },
          { Area: 'RLB', RZ: 'Green', Shape_Area: 3_000 },
          { Area: 'RLB', RZ: 'Red', Shape_Area: 5_000.000001 }
        ],
        pond_frequency: [{ FREQUENCY: 2 }, { FREQUENCY: 1 }]
      }
    }
    const body = { status: 'COMPLETED', outcomes: [newts, ...COMPLETED.outcomes] }
    const sample = { ...SAMPLE, expectedNewts: { habitatOnSiteHa: 0.8, ponds: 3 } }
    expect(demoFaults([aResult(body, { sample })])).toEqual([])
    for (const cell of ['1.50', '0.20', '0.80 ha, 3 ponds', 'equal'])
      expect(demoTable([aResult(body, { sample })])).toContain(cell)
    expect(figuresOf(readPostedResult(body)!)).toBe(
      'N 1.5 kg/year, P 0.2 kg/year; newt habitat on the site 0.80 ha, ponds 3'
    )
    expect(demoFaults([aResult(COMPLETED, { sample })])).toEqual([
      'NRF-900001: newt habitat by hand is 0.8 ha',
      'NRF-900001: ponds by hand are 3'
    ])
  })

  it('misses an e-mail, and counts one too many', () => {
    expect(demoFaults([aResult(COMPLETED, { emails: [] })])).toEqual([
      'NRF-900001: 0 e-mails were sent, not 1'
    ])
    expect(demoFaults([aResult(COMPLETED, { emails: ['completed', 'failed'] })])).toHaveLength(1)
  })

  it('shows a failure by its code and without totals', () => {
    const failed = { ...SAMPLE, expect: 'failed', failureCode: 'unclosed_ring', expected: undefined } as const
    const result = aResult(
      { status: 'FAILED', error: { code: 'unclosed_ring', message: 'x' } },
      {
        sample: failed,
        emails: ['failed']
      }
    )
    expect(demoFaults([result])).toEqual([])
    expect(demoTable([result])).toContain('unclosed_ring')
    expect(demoTable([aResult(undefined, { emails: [] })])).toContain('nothing')
  })
})
