import { Module } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { ComputeModule } from '../compute/compute.module'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { CheckBoundaryController } from './check-boundary.controller'
import { CheckBoundaryUseCase } from './check-boundary.use-case'
import { CheckTurns } from './http/check-turns'
import { NoSuchPageFilter } from './http/no-such-page.filter'
import { UploadReader } from './reading/upload-reader'

/** The boundary check over HTTP. Needs its own options and those of the reference data, and the event log. */
@Module({
  imports: [ComputeModule, ReferenceDataModule],
  controllers: [CheckBoundaryController],
  providers: [
    { provide: APP_FILTER, useClass: NoSuchPageFilter },
    CheckBoundaryUseCase,
    CheckTurns,
    UploadReader
  ]
})
export class BoundaryCheckModule {}
