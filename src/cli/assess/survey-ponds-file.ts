import { GeoFileError, type GeoFeature } from '@nrf/geo-files'
import { readOutlines } from '@nrf/geometry'
import type { SurveyPond } from '../../assessments/development'
import type { AssessTools } from './assess-tools'
import { openSiteFile } from './open-site-file'

type Newts = SurveyPond['newts']

const NEWTS: ReadonlyMap<unknown, Newts> = new Map<unknown, Newts>([
  ['P', 'P'],
  ['A', 'A'],
  ['NS', 'NS'],
  [null, null]
])
const IS_TEMPORARY: ReadonlyMap<unknown, boolean | null> = new Map<unknown, boolean | null>([
  ['T', true],
  ['F', false],
  [true, true],
  [false, false],
  [null, null]
])

/**
 * The ponds of a survey: polygons with the attributes PANS (P, A, NS) and, where known, TmpImp (T, F). A survey counts
 * as a whole, so the first bad pond ends it.
 * @throws GeoFileError, InvalidSurveyPond
 */
export async function readSurveyPonds(
  path: string,
  { ponds, maxVertices }: Pick<AssessTools, 'ponds' | 'maxVertices'>,
  signal: AbortSignal
): Promise<SurveyPond[]> {
  const { file, srid } = await openSiteFile(path)
  try {
    if (!file.columns.includes('PANS')) {
      const fix = 'Add it: P newts are present, A absent, NS not surveyed.'
      throw new GeoFileError({ path, problem: 'the ponds have no attribute PANS', fix })
    }
    const outlines: unknown[] = []
    const values: Omit<SurveyPond, 'ewkb'>[] = []
    for await (const feature of file.features()) {
      outlines.push(outlineOf(feature, path))
      values.push({
        newts: known(NEWTS, 'PANS', feature, path),
        isTemporaryImpact: known(IS_TEMPORARY, 'TmpImp', feature, path)
      })
    }
    const checked = await ponds.check(readOutlines(outlines, { srid, maxVertices }), srid, signal)
    return checked.map((ewkb, index) => ({ ewkb, ...values[index] }))
  } finally {
    await file.close()
  }
}

function outlineOf({ geometry, index }: GeoFeature, path: string): unknown {
  if (geometry !== null && 'type' in geometry) return geometry
  const problem = geometry === null ? 'the pond has no outline' : `the pond is a ${geometry.unsupported}`
  throw new GeoFileError({ path, feature: index, problem, fix: 'Draw its outline as a polygon.' })
}

function known<T>(values: ReadonlyMap<unknown, T>, column: string, feature: GeoFeature, path: string): T {
  const value = feature.attributes[column] ?? null
  const found = values.get(value)
  if (found !== undefined) return found
  const allowed = [...values.keys()].filter((key) => typeof key === 'string').join(', ')
  throw new GeoFileError({
    path,
    feature: feature.index,
    problem: `${column} is ${JSON.stringify(value)}`,
    fix: `It has to be one of ${allowed}, or empty.`
  })
}
