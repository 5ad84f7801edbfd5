import { Injectable } from '@nestjs/common'
import type { AssessmentFindings, Impact, Scope } from '../assessment-outcome'
import type { Development } from '../development'
import { Assesses, type AssessmentContext, type ImpactAssessment } from '../impact-assessment'
import type { MapFeature } from '../map-feature'
import { round2 } from '../rounding'
import { MajorityOverlapCalculator } from './calculators/majority-overlap.calculator'
import { PrecautionaryBufferCalculator } from './calculators/precautionary-buffer.calculator'
import { SiteLandUseCalculator } from './calculators/site-land-use.calculator'
import { NutrientBatch } from './nutrient.batch'
import { nutrientEvidence } from './nutrient.evidence'
import { nutrientFindings } from './nutrient.findings'
import { NUTRIENT_LAYERS } from './nutrient.layers'
import { nutrientMap } from './nutrient.map'
import { FRAGMENT_GEOMETRIES } from './nutrient.map-questions'
import { NutrientReferenceData } from './nutrient.reference-data'
import { nutrientSummary } from './nutrient.summary'
import { NutrientWastewater } from './nutrient.wastewater'
import type { NutrientSite, NutrientWorkings } from './nutrient.workings'

const SQUARE_METRES_PER_HECTARE = 10_000

/** Change of the yearly nitrogen and phosphorus load that a development sends to protected catchments. */
@Assesses({ type: 'nutrient', version: 1, layers: NUTRIENT_LAYERS })
@Injectable()
export class NutrientAssessment implements ImpactAssessment {
  constructor(
    private readonly data: NutrientReferenceData,
    private readonly majority: MajorityOverlapCalculator,
    private readonly landUse: SiteLandUseCalculator,
    private readonly wastewater: NutrientWastewater,
    private readonly buffer: PrecautionaryBufferCalculator,
    private readonly batch: NutrientBatch
  ) {}

  async assess(development: Development, context: AssessmentContext): Promise<AssessmentFindings> {
    return this.findingsOf(await this.site(development, context), context)
  }

  /** Under the production profile the sites of one file change each other's rates; see `NutrientBatch`. */
  async assessBatch(
    developments: readonly Development[],
    context: AssessmentContext
  ): Promise<AssessmentFindings[]> {
    const sites: NutrientSite[] = []
    for (const development of developments) sites.push(await this.site(development, context))
    const combined = context.profile === 'production' ? this.batch.combine(sites) : sites
    return combined.map((site) => this.findingsOf(site, context))
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
    const siteAreaHa = round2(boundary.areaM2 / SQUARE_METRES_PER_HECTARE)
    const overlaps = await this.data.siteOverlaps(boundary.ewkb, context)
    const landUse = this.landUse.calculate(overlaps.fragments, siteAreaHa, dwellings)
    const wastewater = { candidates: overlaps.wwtw, landUse: landUse.totals }
    const choice = await this.wastewater.choose(wastewater, context)
    return { development, siteAreaHa, overlaps, landUse, ...choice }
  }

  private findingsOf(site: NutrientSite, context: AssessmentContext): AssessmentFindings {
    const { development } = site
    const workings = this.workingsOf(site, context)
    const scope = scopeOf(workings)
    const isInScope = scope.status === 'in-scope'
    return {
      scope,
      impacts: isInScope ? impactsOf(workings) : [],
      summary: isInScope ? nutrientSummary(development, workings) : null,
      evidence: nutrientEvidence(development, workings),
      findings: nutrientFindings(development, workings)
    }
  }

  private workingsOf(site: NutrientSite, context: AssessmentContext): NutrientWorkings {
    const { development, siteAreaHa, overlaps, landUse } = site
    const wastewater = this.wastewater.load(development.dwellings, site, context)
    return {
      siteAreaHa,
      overlaps,
      lpa: this.majority.calculate(overlaps.lpa),
      subcatchment: this.majority.calculate(overlaps.subcatchments),
      landUse,
      wastewater,
      totals: this.buffer.calculate(landUse.afterSuds, wastewater.loads.permanent)
    }
  }
}

function scopeOf({ landUse, wastewater }: NutrientWorkings): Scope {
  if (landUse.totals !== null || wastewater.works.isTreatmentWorks) return { status: 'in-scope' }
  return {
    status: 'out-of-scope',
    reason:
      'The site lies outside every nutrient neutrality catchment and drains to no treatment works with a permit.'
  }
}

/** One impact per catchment feature, each with the whole development's totals: nothing is apportioned. */
function impactsOf({ landUse, totals }: NutrientWorkings): Impact[] {
  return (landUse.totals?.entries ?? []).map(({ oid, name }) => ({
    id: oid,
    name,
    figures: [
      {
        name: 'nitrogenTotal',
        label: 'Nitrogen, total with precautionary buffer',
        value: totals.total.nitrogenKgPerYear,
        unit: 'kg/year'
      },
      {
        name: 'phosphorusTotal',
        label: 'Phosphorus, total with precautionary buffer',
        value: totals.total.phosphorusKgPerYear,
        unit: 'kg/year'
      }
    ]
  }))
}
