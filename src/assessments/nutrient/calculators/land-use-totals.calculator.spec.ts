import { LandUseTotalsCalculator, type AssessedFragment } from './land-use-totals.calculator'

const calculator = new LandUseTotalsCalculator()
const NONE = { nitrogenKgPerHaYear: null, phosphorusKgPerHaYear: null }

function assessed(
  catchment: [string | null, string | null],
  [areaHa, nitrogenKgPerYear, phosphorusKgPerYear]: [number, number | null, number | null]
): AssessedFragment {
  const [catchmentOid, catchmentName] = catchment
  const fragment = {
    cromeId: 'C1',
    landUse: null,
    catchmentSeq: 1,
    catchmentOid,
    catchmentName,
    areaHa,
    current: NONE,
    residential: NONE
  }
  return { fragment, uplift: { nitrogenKgPerYear, phosphorusKgPerYear } }
}

describe('LandUseTotalsCalculator', () => {
  it('is missing for a site without fragments', () => {
    expect(calculator.calculate([])).toBeNull()
  })

  it('sums in the order given and does not round again', () => {
    const broads: [string, string] = ['29', 'The Broads SAC']
    const totals = calculator.calculate([
      assessed(broads, [0.1, -0.67, 0.06]),
      assessed(broads, [0.2, -2.99, 0.31])
    ])
    expect(totals?.uplift).toEqual({ nitrogenKgPerYear: -3.66, phosphorusKgPerYear: 0.37 })
    expect(totals?.areaHa).toBe(0.1 + 0.2)
  })

  it('sums to zero when every uplift is missing', () => {
    expect(calculator.calculate([assessed(['1', 'A'], [1, null, null])])?.uplift).toEqual({
      nitrogenKgPerYear: 0,
      phosphorusKgPerYear: 0
    })
  })

  it('names each catchment once and each feature of it once, by OID as text', () => {
    const totals = calculator.calculate([
      assessed(['32', 'The Broads SAC'], [1, 1, 1]),
      assessed(['9', 'River Wensum SAC'], [1, 2, 1]),
      assessed(['29', 'The Broads SAC'], [1, 3, 1]),
      assessed(['32', 'The Broads SAC'], [1, 4, 1])
    ])
    expect(totals?.catchmentNames).toBe('River Wensum SAC; The Broads SAC')
    expect(totals?.entries.map(({ oid }) => oid)).toEqual(['29', '32', '9'])
  })

  it('splits the uplift over the catchment features', () => {
    const totals = calculator.calculate([
      assessed(['1', 'A'], [1, 1.5, 0.1]),
      assessed(['2', 'B'], [2, 2.5, 0.2]),
      assessed(['1', 'A'], [3, 4, 0.3])
    ])
    expect(totals?.entries.map(({ oid, uplift, areaHa }) => [oid, uplift.nitrogenKgPerYear, areaHa])).toEqual(
      [
        ['1', 5.5, 4],
        ['2', 2.5, 2]
      ]
    )
    expect(totals?.uplift.nitrogenKgPerYear).toBe(8)
  })

  it('has no entry for a feature without OID or name, but counts its land', () => {
    const totals = calculator.calculate([assessed([null, 'A'], [1, 1, 1]), assessed(['2', null], [1, 1, 1])])
    expect(totals?.entries).toEqual([])
    expect(totals?.catchmentNames).toBe('A')
    expect(totals?.areaHa).toBe(2)
    expect(calculator.calculate([assessed(['2', null], [1, 1, 1])])?.catchmentNames).toBe('')
  })

  it('orders features of one OID by name', () => {
    const totals = calculator.calculate([assessed(['1', 'B'], [1, 1, 1]), assessed(['1', 'A'], [1, 1, 1])])
    expect(totals?.entries.map(({ name }) => name)).toEqual(['A', 'B'])
  })
})
