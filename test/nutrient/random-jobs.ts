import { fromWkb } from '@nrf/geometry'
import { randomDevelopments } from './random-sites'

/** Details of random sites as the backend gives them; every second job asks for newts too where `types` says so. */
export function randomJobs(count: number, types: readonly string[] = ['nutrient']) {
  return randomDevelopments(count).map(({ boundary, dwellings }, index) => ({
    reference: `NRF-${800_001 + index}`,
    status: 'QUEUED',
    assessmentTypes: index % 2 === 0 ? ['nutrient'] : types,
    development: { types: ['housing'], housingUnits: dwellings },
    boundary: { geometry: fromWkb(boundary.ewkb), srid: 27700 },
    intersectingEdps: []
  }))
}
