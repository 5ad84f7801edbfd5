import { Inject, Injectable } from '@nestjs/common'
import { checkBoundary, fromWkb, toEwkb } from '@nrf/geometry'
import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'
import { ASSESSMENT_OPTIONS } from '../../config/config.tokens'
import type { AssessmentOptions } from '../../config/config.tokens'
import { InvalidSurveyPond } from '../reference-data.failures'
import { SurveyPondCheck } from '../survey-pond-check'
import { isOnGrid, toBritishNationalGrid } from '../british-national-grid'
import { StatementRunner } from '../../database/statement-runner'

interface ReprojectedRow {
  readonly wkb: Buffer
  readonly isOnGrid: boolean
}

const REPROJECT = {
  name: 'survey_ponds_wgs84',
  text: `
WITH reprojected AS MATERIALIZED (
  SELECT number, ${toBritishNationalGrid('ST_GeomFromEWKB(ewkb)')} AS geom
  FROM unnest($1::bytea[]) WITH ORDINALITY AS pond(ewkb, number)
)
SELECT ST_AsBinary(geom) AS wkb, ${isOnGrid('geom')} AS "isOnGrid" FROM reprojected ORDER BY number`
}

/** Structure, size and range in this process; the reprojection, where there is one, in one statement. */
@Injectable()
export class PostgisSurveyPondCheck extends SurveyPondCheck {
  constructor(
    private readonly statements: StatementRunner,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions
  ) {
    super()
  }

  async check(
    outlines: readonly unknown[],
    srid: BoundarySrid,
    signal: AbortSignal
  ): Promise<readonly AreaGeometry[]> {
    const shapes = this.read(outlines, srid)
    return srid === 27700 || shapes.length === 0 ? shapes : this.reproject(shapes, signal)
  }

  private read(outlines: readonly unknown[], srid: BoundarySrid): AreaGeometry[] {
    let verticesLeft = this.options.boundaryMaxVertices
    return outlines.map((outline, index) => {
      const result = checkBoundary(outline, { srid, maxVertices: verticesLeft })
      if (!result.ok) throw new InvalidSurveyPond(index + 1, this.wordingOf(result.problem))
      if (result.srid !== srid) {
        throw new InvalidSurveyPond(
          index + 1,
          `EPSG:${srid} is expected as for the boundary, not EPSG:${result.srid}`
        )
      }
      verticesLeft -= result.vertexCount
      return result.geometry
    })
  }

  private wordingOf({ code, message }: { readonly code: string; readonly message: string }): string {
    return code === 'too_many_vertices'
      ? `with it the ponds have more than ${this.options.boundaryMaxVertices} vertices; simplify them`
      : message
  }

  private async reproject(shapes: readonly AreaGeometry[], signal: AbortSignal): Promise<AreaGeometry[]> {
    const sent = shapes.map((shape) => toEwkb(shape, 4326))
    const rows = await this.statements.run<ReprojectedRow>(REPROJECT, [sent], signal)
    return rows.map((row, index) => {
      if (row.isOnGrid) return fromWkb(row.wkb)
      throw new InvalidSurveyPond(index + 1, 'it lies outside the British National Grid (EPSG:27700)')
    })
  }
}
