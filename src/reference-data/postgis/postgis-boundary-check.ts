import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { BoundaryReading, BoundarySrid } from '@nrf/geometry'
import { BoundaryCheck } from '../boundary-check'
import type { CheckedBoundary } from '../boundary-check'
import { InvalidBoundary } from '../reference-data.failures'
import { isOnGrid, toBritishNationalGrid } from '../british-national-grid'
import { StatementRunner } from '../../database/statement-runner'
import { bufferOf } from './buffer-of'

interface CheckRow {
  isValid: boolean
  reason: string | null
  areaM2: number
  isOnGrid: boolean
  /** Only after a reprojection. */
  ewkb: Buffer | null
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
  ${reprojects ? "ST_AsEWKB(geom, 'NDR')" : 'NULL::bytea'} AS ewkb
FROM checked`

const STATEMENTS: Record<BoundarySrid, { name: string; text: string }> = {
  27700: { name: 'boundary_check', text: checkSql(false) },
  4326: { name: 'boundary_check_wgs84', text: checkSql(true) }
}

/** Validity, area and reprojection in one statement. */
@Injectable()
export class PostgisBoundaryCheck extends BoundaryCheck {
  constructor(private readonly statements: StatementRunner) {
    super()
  }

  async check(boundary: BoundaryReading, signal: AbortSignal): Promise<CheckedBoundary> {
    if (!boundary.ok) throw new InvalidBoundary(boundary.problem.code, boundary.problem.message)
    const { srid, repairs } = boundary
    const sent = bufferOf(boundary.ewkb)
    const [row] = await this.statements.run<CheckRow>(STATEMENTS[srid], [sent], signal)
    refuseUnlessSound(row)
    return row.ewkb === null
      ? checked(row, { ewkb: sent, repairs })
      : checked(row, {
          ewkb: row.ewkb,
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

function checked({ areaM2 }: CheckRow, parts: { ewkb: Buffer; repairs: readonly string[] }): CheckedBoundary {
  const digest = createHash('sha256').update(parts.ewkb).digest('hex')
  return { ...parts, areaM2, digest }
}
