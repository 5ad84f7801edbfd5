import { Injectable } from '@nestjs/common'
import { asPermanentFailure, type Failure } from '../../failures/failure'
import type { AssessmentFindings } from '../assessment-outcome'
import type { Development } from '../development'
import { Assesses, type AssessmentContext, type ImpactAssessment } from '../impact-assessment'
import type { MapFeature } from '../map-feature'
import { round2 } from '../rounding'
import { PrecautionaryBufferCalculator } from './calculators/precautionary-buffer.calculator'
import { SiteLandUseCalculator } from './calculators/site-land-use.calculator'
import { hectares } from './hectares'
import { NutrientBatch } from './nutrient.batch'
import { NUTRIENT_LAYERS } from './nutrient.layers'
import { nutrientMap } from './nutrient.map'
import { FRAGMENT_GEOMETRIES } from './nutrient.map-questions'
import { NutrientReferenceData } from './nutrient.reference-data'
import { NutrientReport } from './nutrient.report'
import { NutrientWastewater } from './nutrient.wastewater'
import type { NutrientSite } from './nutrient.workings'

/** Change of the yearly nitrogen and phosphorus load that a development sends to protected catchments. */
@Assesses({ type: 'nutrient', version: 1, layers: NUTRIENT_LAYERS })
@Injectable()
export class NutrientAssessment implements ImpactAssessment {
  constructor(
    private readonly data: NutrientReferenceData,
    private readonly landUse: SiteLandUseCalculator,
    private readonly wastewater: NutrientWastewater,
    private readonly buffer: PrecautionaryBufferCalculator,
    private readonly batch: NutrientBatch,
    private readonly report: NutrientReport
  ) {}

  async assess(development: Development, context: AssessmentContext): Promise<AssessmentFindings> {
    return this.findingsOf(await this.site(development, context), context)
  }

  /** The sites of one file may change each other's rates; see `NutrientBatch`. */
  async assessBatch(
    developments: readonly Development[],
    context: AssessmentContext
  ): Promise<(AssessmentFindings | Failure)[]> {
    const sites: NutrientSite[] = []
    const answers = new Map<Development, AssessmentFindings | Failure>()
    for (const development of developments) {
      try {
        sites.push(await this.site(development, context))
      } catch (error) {
        answers.set(development, asPermanentFailure(error))
      }
    }
    for (const site of this.batch.combine(sites, context.profile))
      answers.set(site.development, this.findingsOf(site, context))
    return developments.flatMap((development) => answers.get(development) ?? [])
  }

  /** The fragments of the site, each with the terms of its uplift. */
  async mapFeatures(development: Development, context: AssessmentContext): Promise<MapFeature[]> {
    const site = await this.site(development, context)
    const { ewkb } = development.boundary
    return nutrientMap(site, await context.referenceData.ask(FRAGMENT_GEOMETRIES, [ewkb], context))
  }

  /** Everything that is asked of the reference data, and the land use; the rest is arithmetic. */
  private async site(development: Development, context: AssessmentContext): Promise<NutrientSite> {
    const { boundary, dwellings } = development
    const siteAreaHa = round2(hectares(boundary.areaM2))
    const overlaps = await this.data.siteOverlaps(boundary.ewkb, context)
    const landUse = this.landUse.calculate(overlaps.fragments, siteAreaHa, dwellings)
    const wastewater = { candidates: overlaps.wwtw, landUse: landUse.totals }
    const choice = await this.wastewater.choose(wastewater, context)
    return { development, siteAreaHa, overlaps, landUse, ...choice }
  }

  private findingsOf(site: NutrientSite, context: AssessmentContext): AssessmentFindings {
    const { development, siteAreaHa, overlaps, landUse } = site
    const wastewater = this.wastewater.load(development.dwellings, site, context)
    const totals = this.buffer.calculate(landUse.afterSuds, wastewater.loads.permanent)
    return this.report.of(development, { siteAreaHa, overlaps, landUse, wastewater, totals })
  }
}
