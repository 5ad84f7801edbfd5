import { Global, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { ASSESSMENT_OPTIONS, DATABASE_OPTIONS } from '../config/config.tokens'
import { BoundaryCheck } from './boundary-check'
import { DatabaseUnavailable } from '../database/database.failures'
import { ReferenceDataLoader } from './reference-data-loader'
import { ReferenceDataModule } from './reference-data.module'
import { ReferenceDataVersions } from './reference-data-versions'
import { SpatialReferenceData } from './spatial-reference-data'

const UNREACHABLE = { url: 'postgres://nobody@127.0.0.1:1/none', isSingleSession: false }

@Global()
@Module({
  providers: [
    { provide: DATABASE_OPTIONS, useValue: databaseOptionsFor(UNREACHABLE) },
    { provide: ASSESSMENT_OPTIONS, useValue: { profile: 'corrected', boundaryMaxVertices: 100 } }
  ],
  exports: [DATABASE_OPTIONS, ASSESSMENT_OPTIONS]
})
class OptionsModule {}

describe('ReferenceDataModule', () => {
  it('starts and stops while the database is away, and says so when it is asked', async () => {
    const testing = await Test.createTestingModule({
      imports: [OptionsModule, ReferenceDataModule]
    }).compile()
    const app = testing.createNestApplication()
    await app.init()

    for (const provided of [BoundaryCheck, ReferenceDataLoader, ReferenceDataVersions]) {
      expect(app.get(provided)).toBeInstanceOf(provided)
    }
    const pin = app.get(SpatialReferenceData).pin(['zones'], new AbortController().signal)
    await expect(pin).rejects.toBeInstanceOf(DatabaseUnavailable)
    await app.close()
  })
})
