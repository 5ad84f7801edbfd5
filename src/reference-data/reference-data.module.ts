import { Module } from '@nestjs/common'
import { Database } from '../database/database'
import { DatabaseModule } from '../database/database.module'
import { StatementRunner } from '../database/statement-runner'
import { Metrics } from '../observability/metrics'
import { timed } from '../observability/timed'
import { Activations } from './activations'
import { BoundaryCheck } from './boundary-check'
import { PostgisBoundaryCheck } from './postgis/postgis-boundary-check'
import { PostgisSpatialReferenceData } from './postgis/postgis-spatial-reference-data'
import { PostgisSurveyPondCheck } from './postgis/postgis-survey-pond-check'
import { ReferenceDataLoader } from './reference-data-loader'
import { ReferenceDataVersions } from './reference-data-versions'
import { SpatialReferenceData } from './spatial-reference-data'
import { SurveyPondCheck } from './survey-pond-check'

/** Reference data in PostGIS. Needs the option slices of the database and of the assessments. */
@Module({
  imports: [DatabaseModule],
  providers: [
    {
      provide: StatementRunner,
      inject: [Database],
      useFactory: (database: Database) => StatementRunner.leavingOneFree(database)
    },
    { provide: SpatialReferenceData, useClass: PostgisSpatialReferenceData },
    PostgisBoundaryCheck,
    {
      provide: BoundaryCheck,
      inject: [PostgisBoundaryCheck, { token: Metrics, optional: true }],
      useFactory: (check: PostgisBoundaryCheck, metrics?: Metrics): BoundaryCheck =>
        timed(check, { check: 'check' }, metrics)
    },
    { provide: SurveyPondCheck, useClass: PostgisSurveyPondCheck },
    Activations,
    ReferenceDataLoader,
    ReferenceDataVersions
  ],
  exports: [SpatialReferenceData, BoundaryCheck, SurveyPondCheck, ReferenceDataLoader, ReferenceDataVersions]
})
export class ReferenceDataModule {}
