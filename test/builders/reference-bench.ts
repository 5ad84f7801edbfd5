import { Database } from '../../src/database/database'
import { Activations } from '../../src/reference-data/activations'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { LoadRefused } from '../../src/reference-data/reference-data.failures'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { databaseOptionsFor } from './database-options'
import { ReferenceFiles } from './reference-files'

/** What loads and activates reference data, on a database of its own, with a folder for the files to load. */
export class ReferenceBench {
  readonly loader: ReferenceDataLoader
  readonly versions: ReferenceDataVersions

  private constructor(
    private readonly testDatabase: TestDatabase,
    private readonly database: Database,
    readonly files: ReferenceFiles
  ) {
    this.loader = new ReferenceDataLoader(database)
    this.versions = new ReferenceDataVersions(database, new Activations())
  }

  static async open(): Promise<ReferenceBench> {
    const testDatabase = await openTestDatabase()
    const database = new Database(databaseOptionsFor(testDatabase))
    return new ReferenceBench(testDatabase, database, await ReferenceFiles.create())
  }

  /** Rows that a statement gives. */
  rows(text: string, values: unknown[] = []): Promise<unknown[]> {
    return this.database.exclusively(async (client) => (await client.query(text, values)).rows)
  }

  /** The refusal that a load ends with. */
  async refusal(load: Promise<unknown>): Promise<LoadRefused> {
    const error = await load.catch((reason: unknown) => reason)
    if (error instanceof LoadRefused) return error
    throw new Error('The load was not refused', { cause: error })
  }

  async close(): Promise<void> {
    await this.database.onApplicationShutdown()
    await this.testDatabase.close()
    await this.files.remove()
  }
}
