import { Injectable } from '@nestjs/common'
import type { Development, SurveyPond } from '../development'
import type { AssessmentContext } from '../impact-assessment'
import { NewtSearchPolicy } from './great-crested-newt.policy'
import { isSilentOnImpact } from './great-crested-newt.survey'
import { EDP_SPLIT } from './great-crested-newt.layers'
import {
  HABITAT_AT_NATIONAL_PONDS,
  HABITAT_AT_SURVEYED_PONDS,
  SPLIT_AT_NATIONAL_PONDS,
  SPLIT_AT_SURVEYED_PONDS,
  type SiteHabitatRow
} from './great-crested-newt.questions'

const WHOLE = { national: HABITAT_AT_NATIONAL_PONDS, surveyed: HABITAT_AT_SURVEYED_PONDS }
const SPLIT = { national: SPLIT_AT_NATIONAL_PONDS, surveyed: SPLIT_AT_SURVEYED_PONDS }

/** Asks for the zones, ponds and habitat within reach of a site: the survey's ponds where there is a survey. */
@Injectable()
export class NewtReferenceData {
  constructor(private readonly policy: NewtSearchPolicy) {}

  async habitat(development: Development, context: AssessmentContext): Promise<SiteHabitatRow> {
    const [row] = await this.ask(development, context)
    if (row === undefined) throw new Error('The site question always gives one row')
    return row
  }

  private ask({ boundary, surveyPonds }: Development, context: AssessmentContext): Promise<SiteHabitatRow[]> {
    const { siteDistanceM, pondDistanceM, quarterCircleSegments, gridM } = this.policy
    const site = [boundary.ewkb, siteDistanceM, pondDistanceM, quarterCircleSegments, gridM]
    const { referenceData, extras = [] } = context
    const { national, surveyed } = extras.includes(EDP_SPLIT) ? SPLIT : WHOLE
    return surveyPonds === undefined
      ? referenceData.ask(national, site, context)
      : referenceData.ask(surveyed, [...site, ...columnsOf(surveyPonds)], context)
  }
}

function columnsOf(ponds: readonly SurveyPond[]): unknown[] {
  return [
    ponds.map(({ ewkb }) => ewkb),
    ponds.map(({ newts }) => newts),
    isSilentOnImpact(ponds) ? ponds.map(() => false) : ponds.map(({ isTemporaryImpact }) => isTemporaryImpact)
  ]
}
