import { Inject, Injectable } from '@nestjs/common'
import type { BoundaryReading, BoundarySrid } from '@nrf/geometry'
import { ASSESSMENT_OPTIONS } from '../../config/config.tokens'
import type { AssessmentOptions } from '../../config/config.tokens'
import { InvalidSurveyPond } from '../reference-data.failures'
import { SurveyPondCheck } from '../survey-pond-check'
import { isOnGrid, toBritishNationalGrid } from '../british-national-grid'
import { bufferOf } from './buffer-of'
import { StatementRunner } from '../../database/statement-runner'

interface ReprojectedRow {
  readonly ewkb: Buffer
  readonly isOnGrid: boolean
}

const REPROJECT = {
  name: 'survey_ponds_wgs84',
  text: `
WITH reprojected AS MATERIALIZED (
  SELECT number, ${toBritishNationalGrid('ST_GeomFromEWKB(ewkb)')} AS geom
  FROM unnest($1::bytea[]) WITH ORDINALITY AS pond(ewkb, number)
)
SELECT ST_AsEWKB(geom, 'NDR') AS ewkb, ${isOnGrid('geom')} AS "isOnGrid" FROM reprojected ORDER BY number`
}

/** The reprojection, where there is one, in one statement. */
@Injectable()
export class PostgisSurveyPondCheck extends SurveyPondCheck {
  constructor(
    private readonly statements: StatementRunner,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions
  ) {
    super()
  }

  async check(
    outlines: readonly BoundaryReading[],
    srid: BoundarySrid,
    signal: AbortSignal
  ): Promise<readonly Buffer[]> {
    const read = outlines.map((outline, index) => this.read(outline, srid, index + 1))
    return srid === 27700 || read.length === 0 ? read : this.reproject(read, signal)
  }

  private read(outline: BoundaryReading, srid: BoundarySrid, pond: number): Buffer {
    if (!outline.ok) throw new InvalidSurveyPond(pond, this.wordingOf(outline.problem))
    if (outline.srid === srid) return bufferOf(outline.ewkb)
    throw new InvalidSurveyPond(
      pond,
      `EPSG:${srid} is expected as for the boundary, not EPSG:${outline.srid}`
    )
  }

  private wordingOf({ code, message }: { readonly code: string; readonly message: string }): string {
    return code === 'too_many_vertices'
      ? `with it the ponds have more than ${this.options.boundaryMaxVertices} vertices; simplify them`
      : message
  }

  private async reproject(sent: readonly Buffer[], signal: AbortSignal): Promise<Buffer[]> {
    const rows = await this.statements.run<ReprojectedRow>(REPROJECT, [sent], signal)
    return rows.map((row, index) => {
      if (row.isOnGrid) return row.ewkb
      throw new InvalidSurveyPond(index + 1, 'it lies outside the British National Grid (EPSG:27700)')
    })
  }
}
