import type { Position } from '@nrf/geometry'
import { ponds, riskZones } from './newt-layers'
import { AUTHORITIES, CATCHMENTS, PLAN_AREA, SUBCATCHMENTS } from './outlines'
import { coefficientParcels } from './parcels'
import { fan, rectangle } from './plane'
import { featureOf, type SampleFeature, type SampleLayer } from './sample-layer'
import { SeededRandom } from './seeded-random'

/** Works of samples/lookups/wwtw_lookup.csv in invented places; much of the district has none. */
const WORKS: readonly { id: number; name: string; centre: Position; radiusM: number }[] = [
  { id: 929, name: 'DEREHAM WRC', centre: [602_500, 305_900], radiusM: 1500 },
  { id: 409, name: 'FAKENHAM WRC', centre: [602_200, 308_700], radiusM: 900 },
  { id: 182, name: 'BYLAUGH WRC', centre: [606_000, 307_400], radiusM: 900 },
  { id: 938, name: 'WHITLINGHAM WRC', centre: [608_300, 305_200], radiusM: 1700 },
  { id: 399, name: 'AYLSHAM WRC', centre: [609_600, 308_600], radiusM: 1200 },
  { id: 920, name: 'LONG STRATTON WRC', centre: [607_300, 302_300], radiusM: 1000 }
]

function worksCatchments(): SampleFeature[] {
  const random = SeededRandom.for('works')
  return WORKS.map(({ id, name, centre, radiusM }, index) =>
    featureOf(
      { Id: index + 1, WwTW: name, WwTw_ID: id },
      fan(random, { centre, radiusM, smallest: 0.72, corners: 24 })
    )
  )
}

const excludedArea = (name: string, [west, south]: Position): SampleFeature =>
  featureOf(
    { site_name: name, designation_type: 'SSSI', buff_dist_m: 50 },
    rectangle(west, south, west + 500, south + 400)
  )

/** Every layer of the invented district. Pure: the same layers on every call. */
export function sampleLayers(): SampleLayer[] {
  const { wensum, broads } = CATCHMENTS
  return [
    {
      name: 'nn_catchments',
      features: [
        featureOf({ N2K_Site_N: wensum.name, OID: 31, Label: 'River Wensum' }, wensum.ring),
        featureOf({ N2K_Site_N: broads.name, OID: 32, Label: 'Broads' }, broads.ring)
      ]
    },
    {
      name: 'subcatchments',
      features: SUBCATCHMENTS.map(({ name, ring }) => featureOf({ OPCAT_NAME: name }, ring))
    },
    {
      name: 'lpa_boundaries',
      features: AUTHORITIES.map(({ name, ring }) => featureOf({ NAME: name, DESCRIPTIO: 'District' }, ring))
    },
    { name: 'wwtw_catchments', features: worksCatchments() },
    { name: 'coefficient_layer', features: coefficientParcels() },
    { name: 'gcn_risk_zones', features: riskZones() },
    { name: 'gcn_ponds', features: ponds() },
    {
      name: 'edp_boundaries',
      features: [
        featureOf(
          { EDP_Name: 'Sample EDP for the Wensum and the Broads', EDP_Area: 'Sample district' },
          PLAN_AREA
        )
      ]
    },
    {
      name: 'edp_edges',
      features: [featureOf({ EDPName: 'AreaA' }, wensum.ring), featureOf({ EDPName: 'AreaB' }, broads.ring)]
    },
    {
      name: 'edp_excluded_areas',
      features: [
        excludedArea('Sample Fen SSSI', [603_900, 303_800]),
        excludedArea('Sample Marsh SSSI', [610_800, 304_000])
      ]
    }
  ]
}
