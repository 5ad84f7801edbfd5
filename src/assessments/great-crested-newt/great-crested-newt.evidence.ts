import type { Json } from '../assessment-outcome'
import type { Development } from '../development'
import type { EdpSplit } from './calculators/edp-split.calculator'
import type { NewtSearchPolicy } from './great-crested-newt.policy'
import type { EdpOverlaps } from './great-crested-newt.types'
import type { NewtWorkings } from './great-crested-newt.workings'

/**
 * Everything that is needed to do the sums again by hand, in the order of the method: the parts of the site, the
 * zones within reach, every pond with its group, every patch of habitat with its zone feature, the sums by zone.
 */
export function newtEvidence(
  { boundary, surveyPonds }: Development,
  { site, habitat, ponds, split }: NewtWorkings,
  policy: NewtSearchPolicy
): Json {
  return {
    site: {
      areaM2: boundary.areaM2,
      parts: site.siteParts.map(({ number, areaM2 }) => ({ number, areaM2 })),
      surroundingsM2: site.surroundingsM2,
      repairs: boundary.repairs
    },
    search: {
      siteDistanceM: policy.siteDistanceM,
      pondDistanceM: policy.pondDistanceM,
      quarterCircleSegments: policy.quarterCircleSegments,
      gridM: policy.gridM
    },
    zoneFeatures: site.zoneFeatures.map(({ number, zone }) => ({ number, zone })),
    pondSource: surveyPonds === undefined ? 'national' : 'survey',
    surveyedPonds: surveyPonds?.length ?? null,
    ponds: ponds.ponds.map(({ pond, maxZone, group }) => ({
      number: pond.number,
      area: pond.area,
      newts: pond.newts,
      isTemporaryImpact: pond.isTemporaryImpact,
      areaM2: pond.areaM2,
      zones: pond.zones,
      maxZone,
      isCounted: group !== null
    })),
    habitat: site.habitat.map(({ area, sitePart, zoneFeature, zone, areaM2 }) => ({
      area,
      sitePart,
      zoneFeature,
      zone,
      areaM2
    })),
    habitatByZone: habitat.zones.map(({ zone, siteM2, surroundingsM2 }) => ({
      zone,
      siteM2,
      surroundingsM2
    })),
    ...(site.edp && split && { edpSplit: edpEvidence(site.edp, split) })
  }
}

function edpEvidence({ areas, habitat, ponds }: EdpOverlaps, split: EdpSplit): Json {
  return {
    areas: areas.map((area) => ({ ...area })),
    habitat: habitat.map((patch) => ({ ...patch })),
    pondOverlaps: ponds.map((overlap) => ({ ...overlap })),
    ponds: split.ponds.map(({ pond, edp }) => ({
      number: pond,
      edpArea: edp?.edpArea ?? null,
      edpName: edp?.edpName ?? null
    }))
  }
}
