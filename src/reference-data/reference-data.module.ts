import { Module } from '@nestjs/common'
import { BoundaryCheck } from './boundary-check'
import { PostgisBoundaryCheck } from './postgis/postgis-boundary-check'
import { PostgisSpatialReferenceData } from './postgis/postgis-spatial-reference-data'
import { PostgisSurveyPondCheck } from './postgis/postgis-survey-pond-check'
import { ReferenceDatabase } from './postgis/reference-database'
import { StatementRunner } from './postgis/statement-runner'
import { ReferenceDataLoader } from './reference-data-loader'
import { ReferenceDataVersions } from './reference-data-versions'
import { SpatialReferenceData } from './spatial-reference-data'
import { SurveyPondCheck } from './survey-pond-check'

/** Reference data in PostGIS. Needs the option slices of the database and of the assessments. */
@Module({
  providers: [
    ReferenceDatabase,
    StatementRunner,
    { provide: SpatialReferenceData, useClass: PostgisSpatialReferenceData },
    { provide: BoundaryCheck, useClass: PostgisBoundaryCheck },
    { provide: SurveyPondCheck, useClass: PostgisSurveyPondCheck },
    ReferenceDataLoader,
    ReferenceDataVersions
  ],
  exports: [SpatialReferenceData, BoundaryCheck, SurveyPondCheck, ReferenceDataLoader, ReferenceDataVersions]
})
export class ReferenceDataModule {}
