import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import {
  applyChangelog,
  createDatabase,
  dropDatabase,
  projectFolder,
  startDatabase,
  startQueues,
  type LocalDatabase
} from '../../libs/local-env/src/index'
import { startedParts } from './started-parts'
import { publishTestRun } from './test-run'

/** Starts one database server and one queue server for all spec files of the integration project. */
async function globalSetup(): Promise<void> {
  try {
    await startEverything()
  } catch (error) {
    await startedParts.stopAll()
    throw error
  }
}

async function startEverything(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nrf-test-'))
  startedParts.add(() => rm(folder, { recursive: true, force: true }))
  const onProgress = (sentence: string) => void process.stderr.write(`${sentence}\n`)
  const database = await startDatabase({ givenUrl: process.env.TEST_DATABASE_URL, onProgress })
  startedParts.add(() => database.stop())
  const queues = await startQueues()
  startedParts.add(() => queues.stop())
  publishTestRun({
    databaseUrl: database.url,
    isSingleSession: database.isSingleSession,
    templateName: await applySchema(database),
    queueEndpoint: queues.endpoint,
    folder
  })
}

/**
 * `TEST_DATABASE_TEMPLATE` names a database of the server that has the whole schema already, made by Liquibase itself.
 *
 * @returns name of the template database, empty when the schema went into the only database there is
 */
async function applySchema(database: LocalDatabase): Promise<string> {
  const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
  if (database.isSingleSession) {
    await applyChangelog({ databaseUrl: database.url, changelogFile })
    return ''
  }
  const name = `nrf_template_${randomBytes(4).toString('hex')}`
  const given = process.env.TEST_DATABASE_TEMPLATE
  const templateUrl = await createDatabase(database.url, name, given || undefined)
  startedParts.add(() => dropDatabase(database.url, name))
  const missing = await applyChangelog({ databaseUrl: templateUrl, changelogFile })
  if (given && missing > 0) {
    throw new Error(
      `TEST_DATABASE_TEMPLATE: "${given}" lacks ${missing} change sets; bring it up with Liquibase`
    )
  }
  await closeForConnections(database.url, name)
  return name
}

/** A database that somebody is connected to cannot be copied; background workers of the server count. */
async function closeForConnections(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`)
  await client.end()
}

export = globalSetup
