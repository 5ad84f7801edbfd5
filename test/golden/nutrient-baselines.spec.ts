import { PrecautionaryBufferCalculator } from '../../src/assessments/nutrient/calculators/precautionary-buffer.calculator'
import { SudsReductionCalculator } from '../../src/assessments/nutrient/calculators/suds-reduction.calculator'
import { WastewaterLoadCalculator } from '../../src/assessments/nutrient/calculators/wastewater-load.calculator'
import {
  PrecautionaryBufferPolicy,
  SudsPolicy,
  WastewaterPolicy
} from '../../src/assessments/nutrient/nutrient.policy'
import type { NutrientLoad } from '../../src/assessments/nutrient/nutrient.types'
import { round2OrNull } from '../../src/assessments/rounding'
import { publishedTable } from './published-sites'
import { describeWithReference } from './reference-folder'

/** The policies that a published file was made with, where they differ from today's. */
interface Variant {
  readonly suds?: Partial<SudsPolicy>
  readonly wastewater?: Partial<WastewaterPolicy>
  /** Today a missing load is printed as 0; older files leave it blank. */
  readonly printsMissingAsZero?: boolean
}

/** Sustainable drainage on sites of every size, works at their full permit. */
const OLDER: Variant = { suds: { thresholdDwellings: 0 }, wastewater: { operatingRate: 1 } }
const TODAY: Variant = { printsMissingAsZero: true }

type Row = Readonly<Record<string, string>>
const number = (row: Row, column: string): number | null =>
  row[column] === '' ? null : Number(row[column]) + 0

class PublishedRow {
  constructor(
    private readonly row: Row,
    private readonly variant: Variant
  ) {}

  get dwellings(): number {
    return Number(this.row['Dwellings'])
  }

  /** Published figures of a column pair, nitrogen first. */
  published(...columns: [string, string]): (number | null)[] {
    return columns.map((column) => number(this.row, column))
  }

  private load(...columns: [string, string]): NutrientLoad {
    const [nitrogenKgPerYear, phosphorusKgPerYear] = this.published(...columns)
    return { nitrogenKgPerYear, phosphorusKgPerYear }
  }

  get afterSuds(): (number | null)[] {
    const suds = new SudsReductionCalculator(Object.assign(new SudsPolicy(), this.variant.suds))
    return pair(suds.calculate(this.load('N_LU_Uplift', 'P_LU_Uplift'), this.dwellings))
  }

  get waterUse(): number | null {
    return this.loads.dailyWaterUseL
  }

  get temporary(): (number | null)[] {
    return pair(this.printed(this.loads.temporary)).map(round2OrNull)
  }

  get permanent(): (number | null)[] {
    return pair(this.printed(this.loads.permanent)).map(round2OrNull)
  }

  /** From the published land use after drainage and the unrounded load. */
  get total(): number[] {
    const buffer = new PrecautionaryBufferCalculator(new PrecautionaryBufferPolicy())
    const { total } = buffer.calculate(this.load('N_LU_postSuDS', 'P_LU_postSuDS'), this.loads.permanent)
    return [total.nitrogenKgPerYear, total.phosphorusKgPerYear]
  }

  private get loads() {
    const policy = Object.assign(new WastewaterPolicy(), this.variant.wastewater)
    const concentrations = (period: string) => ({
      nitrogenMgPerL: number(this.row, `Nitrogen_${period}`),
      phosphorusMgPerL: number(this.row, `Phosphorus_${period}`)
    })
    const rates = {
      personsPerDwelling: number(this.row, 'Occ_Rate'),
      waterUseLPerPersonDay: number(this.row, 'Water_Usage_L_Day')
    }
    return new WastewaterLoadCalculator(policy).calculate(this.dwellings, rates, {
      name: null,
      subcatchment: null,
      temporary: concentrations('2025_2030'),
      permanent: concentrations('2030_onwards')
    })
  }

  private printed(load: NutrientLoad): NutrientLoad {
    if (!this.variant.printsMissingAsZero) return load
    return {
      nitrogenKgPerYear: load.nitrogenKgPerYear ?? 0,
      phosphorusKgPerYear: load.phosphorusKgPerYear ?? 0
    }
  }
}

/** By more than the regression tolerance. */
const isApart = (a: number | null, b: number | null) => Math.abs((a ?? 0) - (b ?? 0)) > 0.01 + 1e-9

const pair = ({ nitrogenKgPerYear, phosphorusKgPerYear }: NutrientLoad) => [
  nitrogenKgPerYear,
  phosphorusKgPerYear
]

const FILES: readonly [file: string, rows: number, variant: Variant][] = [
  ['AvonINTERIM_IAT_260925.csv', 72, OLDER],
  ['Eden_IAT_260925.csv', 303, OLDER],
  ['Stodmarsh_IAT_260925.csv', 65, OLDER],
  ['Tees_IAT_260925.csv', 128, OLDER],
  ['BroadsWensum_IAT_101025.even_rlb_id.csv', 108, TODAY],
  ['BnW_small_under_1_hectare.csv', 1, TODAY]
]

describeWithReference('every row of the published baselines follows from its own columns', () => {
  describe.each(FILES)('%s', (file, count, variant) => {
    let rows: PublishedRow[]

    beforeAll(async () => {
      rows = (await publishedTable('expected', 'nutrients', file)).map(
        (row) => new PublishedRow(row, variant)
      )
    })

    it(`has ${count} rows`, () => expect(rows).toHaveLength(count))

    it('litres a day', () => {
      const published = rows.map((row) => row.published('Litres_used', 'Litres_used')[0])
      expect(rows.map((row) => row.waterUse)).toEqual(published)
    })

    it('waste water to 2030 and from 2030', () => {
      const temporary = rows.map((row) => row.published('N_WwTW_Temp', 'P_WwTW_Temp'))
      expect(rows.map((row) => row.temporary)).toEqual(temporary)
      const permanent = rows.map((row) => row.published('N_WwTW_Perm', 'P_WwTW_Perm'))
      expect(rows.map((row) => row.permanent)).toEqual(permanent)
    })

    it('land use after sustainable drainage', () => {
      const published = rows.map((row) => row.published('N_LU_postSuDS', 'P_LU_postSuDS'))
      expect(rows.map((row) => row.afterSuds)).toEqual(published)
    })

    it('totals with the precautionary buffer', () => {
      const published = rows.map((row) => row.published('N_Total', 'P_Total'))
      expect(rows.map((row) => row.total)).toEqual(published)
    })
  })

  it.each<[string, number[], number[]]>([
    ['AvonINTERIM_IAT_260925.csv', [3, 63], [36, 33]],
    ['Eden_IAT_260925.csv', [115, 228], [197, 169]],
    ['Stodmarsh_IAT_260925.csv', [63, 61], [20, 20]],
    ['Tees_IAT_260925.csv', [56, 3], [41, 41]]
  ])('%s would differ under the policies of today', async (file, totals, afterSuds) => {
    const rows = (await publishedTable('expected', 'nutrients', file)).map(
      (row) => new PublishedRow(row, TODAY)
    )
    const different = (of: (row: PublishedRow) => (number | null)[], ...columns: [string, string]) =>
      [0, 1].map(
        (index) => rows.filter((row) => isApart(of(row)[index], row.published(...columns)[index])).length
      )
    expect(different((row) => row.total, 'N_Total', 'P_Total')).toEqual(totals)
    expect(different((row) => row.afterSuds, 'N_LU_postSuDS', 'P_LU_postSuDS')).toEqual(afterSuds)
  })
})
