import { defineQuestion } from '../../reference-data/spatial-reference-data'
import { EDP_EDGES, edpSplit } from './great-crested-newt.edp-statement'
import {
  nationalPonds,
  PONDS,
  REPAIRED_PONDS,
  statement,
  SURVEYED_PONDS,
  ZONES
} from './great-crested-newt.statement'
import type { AssessedPond, EdpOverlaps, HabitatPatch } from './great-crested-newt.types'

/** Everything that the assessment asks the database about one site: one row, one round trip. */
export interface SiteHabitatRow {
  readonly siteParts: readonly { readonly number: number; readonly areaM2: number }[]
  readonly surroundingsM2: number
  /** Zone features within reach of the site. */
  readonly zoneFeatures: readonly { readonly number: number; readonly zone: string }[]
  readonly ponds: readonly AssessedPond[]
  readonly habitat: readonly HabitatPatch[]
  /** Surveyed ponds that were invalid and were repaired. */
  readonly repairedPonds: readonly number[]
  /** Only where the split by EDP is asked for. */
  readonly edp?: EdpOverlaps
}

/**
 * `$1` the site as EWKB, valid, EPSG:27700; `$2` search distance round the site, `$3` round a pond; `$4` segments of a
 * quarter circle; `$5` grid in metres.
 */
export const HABITAT_AT_NATIONAL_PONDS = defineQuestion<SiteHabitatRow>({
  name: 'newt_national_ponds',
  layers: [ZONES, PONDS],
  valueCount: 5,
  sql: (versionOf) => statement({ ponds: nationalPonds(versionOf) }, versionOf)
})

/** As above; `$6` the surveyed ponds as EWKB, `$7` their newts, `$8` whether their impact is temporary: three arrays. */
export const HABITAT_AT_SURVEYED_PONDS = defineQuestion<SiteHabitatRow>({
  name: 'newt_surveyed_ponds',
  layers: [ZONES],
  valueCount: 8,
  sql: (versionOf) => statement({ ponds: SURVEYED_PONDS, repairedPonds: REPAIRED_PONDS }, versionOf)
})

/** Habitat at national ponds, split by EDP. */
export const SPLIT_AT_NATIONAL_PONDS = defineQuestion<SiteHabitatRow>({
  name: 'newt_national_ponds_by_edp',
  layers: [ZONES, PONDS, EDP_EDGES],
  valueCount: 5,
  sql: (versionOf) => statement({ ponds: nationalPonds(versionOf), split: edpSplit(versionOf) }, versionOf)
})

/** Habitat at surveyed ponds, split by EDP. */
export const SPLIT_AT_SURVEYED_PONDS = defineQuestion<SiteHabitatRow>({
  name: 'newt_surveyed_ponds_by_edp',
  layers: [ZONES, EDP_EDGES],
  valueCount: 8,
  sql: (versionOf) =>
    statement({ ponds: SURVEYED_PONDS, repairedPonds: REPAIRED_PONDS, split: edpSplit(versionOf) }, versionOf)
})
