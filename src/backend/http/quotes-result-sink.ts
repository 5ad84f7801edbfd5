import type { AssessmentOutcome, Impact } from '../../assessments/assessment-outcome'
import type { BackendOptions } from '../../config/config.tokens'
import { AssessmentTypeNotAccepted } from '../backend.failures'
import { ResultSink, type AssessmentResult, type PreparedResult } from '../result-sink'
import type { BackendCalls } from './backend-http-client'
import { QUOTES_UNIT, type AmountBody, type EdpBody, type LevyBody } from './quotes.request'
import { preparedResult, ResultDelivery } from './result-delivery'

/** Inclusive upper ends of bands 1 to 3. */
const BAND_ENDS = [0.25, 2, 5]

/** Delivers nutrient results by `PATCH /quotes/{reference}`, version 2 of that contract. */
export class QuotesResultSink extends ResultSink {
  private readonly delivery: ResultDelivery
  private readonly levyGbp: LevyBody

  constructor(client: BackendCalls, options: BackendOptions) {
    super()
    if (!options.quotesLevyGbp)
      throw new Error('The quotes contract needs BACKEND_QUOTES_LEVY_GBP_MIN and _MAX')
    this.levyGbp = options.quotesLevyGbp
    const { quotesPath: path, postTimeoutMs: timeoutMs } = options
    this.delivery = new ResultDelivery(client, { method: 'PATCH', path, timeoutMs })
  }

  /** The contract has no form for a failure, or for a site without impacts. */
  override prepare(result: AssessmentResult): PreparedResult | null {
    if (result.status !== 'COMPLETED') return null
    const edps = result.outcomes.flatMap((outcome) => this.toEdps(outcome))
    return edps.length > 0 ? preparedResult(result, { edps }) : null
  }

  override deliver(result: PreparedResult, signal: AbortSignal): Promise<void> {
    return this.delivery.send(result, signal)
  }

  private toEdps({ type, impacts }: AssessmentOutcome): EdpBody[] {
    if (type !== 'nutrient') throw new AssessmentTypeNotAccepted(type)
    return impacts.flatMap((impact) => {
      const nitrogenTotal = amount(impact, 'nitrogenTotal')
      const phosphorusTotal = amount(impact, 'phosphorusTotal')
      if (!nitrogenTotal || !phosphorusTotal) return []
      return [
        {
          edpId: impact.id,
          edpName: impact.name,
          edpType: 'NUTRIENT',
          impact: { nitrogenTotal, phosphorusTotal },
          levyGbp: { min: this.levyGbp.min, max: this.levyGbp.max }
        }
      ]
    })
  }
}

function amount({ figures }: Impact, name: string): AmountBody | undefined {
  const value = figures.find((figure) => figure.name === name)?.value
  if (value === undefined || value === null) return undefined
  const rounded = Number(value.toFixed(2))
  const band = BAND_ENDS.filter((end) => rounded > end).length + 1
  return { amount: rounded, unit: QUOTES_UNIT, band: { min: band, max: band } }
}
