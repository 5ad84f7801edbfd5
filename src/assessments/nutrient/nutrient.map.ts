import type { MapFeature } from '../map-feature'
import type { FragmentGeometryRow } from './nutrient.map-questions'
import type { NutrientSite } from './nutrient.workings'

/** The fragments of a site with the terms of their uplift, flat, as a table of a map needs them. */
export function nutrientMap(
  { landUse }: Pick<NutrientSite, 'landUse'>,
  geometries: readonly FragmentGeometryRow[]
): MapFeature[] {
  return landUse.fragments.map(({ fragment, future, uplift }, index) => {
    const { cromeId, catchmentSeq, geometry } = geometries[index] ?? {}
    if (cromeId !== fragment.cromeId || catchmentSeq !== fragment.catchmentSeq || geometry === undefined) {
      throw new Error(`The shape of fragment ${index + 1} of the site is not that of its evidence`)
    }
    return {
      geometry,
      properties: {
        crome_id: fragment.cromeId,
        land_use: fragment.landUse,
        catchment_oid: fragment.catchmentOid,
        catchment_name: fragment.catchmentName,
        area_ha: fragment.areaHa,
        current_n_kg_per_ha_year: fragment.current.nitrogenKgPerHaYear,
        current_p_kg_per_ha_year: fragment.current.phosphorusKgPerHaYear,
        residential_n_kg_per_ha_year: fragment.residential.nitrogenKgPerHaYear,
        residential_p_kg_per_ha_year: fragment.residential.phosphorusKgPerHaYear,
        future_n_kg_per_ha_year: future.nitrogenKgPerHaYear,
        future_p_kg_per_ha_year: future.phosphorusKgPerHaYear,
        uplift_n_kg_per_year: uplift.nitrogenKgPerYear,
        uplift_p_kg_per_year: uplift.phosphorusKgPerYear
      }
    }
  })
}
