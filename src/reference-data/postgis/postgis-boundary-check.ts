import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { checkBoundary, fromWkb, toEwkb } from '@nrf/geometry'
import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'
import { ASSESSMENT_OPTIONS } from '../../config/config.tokens'
import type { AssessmentOptions } from '../../config/config.tokens'
import { BoundaryCheck } from '../boundary-check'
import type { CheckedBoundary, DeclaredBoundary } from '../boundary-check'
import { InvalidBoundary } from '../reference-data.failures'
import { isOnGrid, toBritishNationalGrid } from '../british-national-grid'
import { StatementRunner } from '../../database/statement-runner'

interface CheckRow {
  isValid: boolean
  reason: string | null
  areaM2: number
  isOnGrid: boolean
  /** Only after a reprojection. */
  wkb: Buffer | null
}

const MAX_REASON_LENGTH = 120
const TOO_FEW_POINTS = /^Too few points/

const checkSql = (reprojects: boolean): string => `
WITH site AS MATERIALIZED (
  SELECT ${reprojects ? toBritishNationalGrid('$1::geometry') : '$1::geometry'} AS geom
), checked AS MATERIALIZED (
  SELECT geom, ST_IsValid(geom) AS is_valid FROM site
)
SELECT is_valid AS "isValid",
  CASE WHEN NOT is_valid THEN ST_IsValidReason(geom) END AS reason,
  ST_Area(geom) AS "areaM2",
  ${isOnGrid('geom')} AS "isOnGrid",
  ${reprojects ? 'ST_AsBinary(geom)' : 'NULL::bytea'} AS wkb
FROM checked`

const STATEMENTS: Record<BoundarySrid, { name: string; text: string }> = {
  27700: { name: 'boundary_check', text: checkSql(false) },
  4326: { name: 'boundary_check_wgs84', text: checkSql(true) }
}

/** Structure, size and range in this process; validity, area and reprojection in one statement. */
@Injectable()
export class PostgisBoundaryCheck extends BoundaryCheck {
  constructor(
    private readonly statements: StatementRunner,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions
  ) {
    super()
  }

  async check(boundary: DeclaredBoundary, signal: AbortSignal): Promise<CheckedBoundary> {
    const maxVertices = this.options.boundaryMaxVertices
    const result = checkBoundary(boundary.geometry, { srid: boundary.srid, maxVertices })
    if (!result.ok) throw new InvalidBoundary(result.problem.code, result.problem.message)
    const { srid, repairs } = result
    const sent = toEwkb(result.geometry, srid)
    const [row] = await this.statements.run<CheckRow>(STATEMENTS[srid], [sent], signal)
    refuseUnlessSound(row)
    if (!row.wkb) return checked(row, { geometry: result.geometry, ewkb: sent, repairs })
    const geometry = fromWkb(row.wkb)
    return checked(row, {
      geometry,
      ewkb: toEwkb(geometry, 27700),
      repairs: [...repairs, 'reprojected from EPSG:4326 to EPSG:27700']
    })
  }
}

function refuseUnlessSound(row: CheckRow): void {
  if (!row.isOnGrid) {
    throw new InvalidBoundary(
      'coordinates_out_of_range',
      'The boundary lies outside the British National Grid (EPSG:27700)'
    )
  }
  if (!row.isValid) {
    const reason = (row.reason ?? 'Invalid').slice(0, MAX_REASON_LENGTH)
    const code = TOO_FEW_POINTS.test(reason) ? 'invalid_geometry' : 'self_intersecting_geometry'
    throw new InvalidBoundary(code, `The boundary is not a valid polygon: ${reason}`)
  }
  if (row.areaM2 === 0) throw new InvalidBoundary('invalid_geometry', 'The boundary has no area')
}

function checked(
  { areaM2 }: CheckRow,
  parts: { geometry: AreaGeometry; ewkb: Buffer; repairs: readonly string[] }
): CheckedBoundary {
  const digest = createHash('sha256').update(parts.ewkb).digest('hex')
  return { ...parts, areaM2, digest }
}
