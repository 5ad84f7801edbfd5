import { join } from 'node:path'
import { type DynamicModule, type INestApplicationContext, Logger, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AssessmentRegistry } from '../assessments/assessment.registry'
import { AssessmentRunner } from '../assessments/assessment.runner'
import { AssessmentsModule } from '../assessments/assessments.module'
import { EDP_BOUNDARIES } from '../boundary-check/edp-boundaries.layer'
import { ASSESSMENT_OPTIONS, DATABASE_OPTIONS, SERVICE_OPTIONS } from '../config/config.tokens'
import type { AssessmentOptions } from '../config/config.tokens'
import { loadReferenceConfig, type ReferenceConfig } from '../config/load-config'
import { BoundaryCheck } from '../reference-data/boundary-check'
import { ReferenceDataLoader } from '../reference-data/reference-data-loader'
import { ReferenceDataModule } from '../reference-data/reference-data.module'
import { ReferenceDataVersions } from '../reference-data/reference-data-versions'
import { SurveyPondCheck } from '../reference-data/survey-pond-check'
import type { WithAssessments } from './assess/assess-tools'
import { connectionFault, DatabaseNotUsable } from './database-not-usable'
import { localEnv, NoLocalEnvironment } from './local-environment'
import type { WithReferenceData } from './data.command'

const LOOPBACK = /^(|localhost|127(\.\d+){3}|\[?::1\]?)$/

/**
 * Lends the reference data of the configured database; with none configured, that of the embedded environment in
 * `.nrf/`. The schema is brought up first where the database is on this machine.
 */
export function referenceDataOf(environment: NodeJS.ProcessEnv): WithReferenceData {
  return (use) => onDatabase(environment, (config) => lendReferenceData(config, use))
}

/** Lends the assessments on the same database. */
export function assessmentsOf(environment: NodeJS.ProcessEnv): WithAssessments {
  return (use) => onDatabase(environment, (config) => lendAssessments(config, use))
}

async function onDatabase(
  environment: NodeJS.ProcessEnv,
  use: (config: ReferenceConfig) => Promise<void>
): Promise<void> {
  const isConfigured = ['DATABASE_URL', 'DB_HOST'].some((name) => Boolean(environment[name]))
  if (isConfigured) await onConfiguredDatabase(environment, use)
  else await onEmbeddedDatabase(environment, use)
}

async function onConfiguredDatabase(
  environment: NodeJS.ProcessEnv,
  use: (config: ReferenceConfig) => Promise<void>
): Promise<void> {
  const config = loadReferenceConfig(environment)
  if (LOOPBACK.test(config.database.host)) await bringUpSchemaIfPossible(config)
  await use(config)
}

async function onEmbeddedDatabase(
  environment: NodeJS.ProcessEnv,
  use: (config: ReferenceConfig) => Promise<void>
): Promise<void> {
  const { startDatabase } = await localEnv()
  const onProgress = (sentence: string): void => console.error(sentence)
  const database = await startDatabase({ folder: '.nrf', onProgress })
  try {
    await bringUpSchema(database.url)
    const single = database.isSingleSession ? { DB_SINGLE_SESSION: 'true', DB_MAX_CONNECTIONS: '1' } : {}
    await use(loadReferenceConfig({ ...environment, ...single, DATABASE_URL: database.url }))
  } finally {
    await database.stop()
  }
}

/** Without the development install, as in the production image, the schema is Liquibase's alone. */
async function bringUpSchemaIfPossible(config: ReferenceConfig): Promise<void> {
  try {
    await bringUpSchema(addressOf(config))
  } catch (error) {
    if (error instanceof NoLocalEnvironment) return
    const reason = connectionFault(error)
    throw reason === undefined ? error : new DatabaseNotUsable(config, reason)
  }
}

async function bringUpSchema(databaseUrl: string): Promise<void> {
  const { applyChangelog, projectFolder } = await localEnv()
  const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
  await applyChangelog({ databaseUrl, changelogFile })
}

function addressOf({ database }: ReferenceConfig): string {
  if (database.url !== undefined) return database.url
  const { host, port, user, password = '', database: name } = database
  const credentials = [user, password].map(encodeURIComponent).join(':')
  return `postgresql://${credentials}@${host}:${port}/${encodeURIComponent(name)}`
}

/** Lends the tools on a database whose schema is there. */
export function lendReferenceData(
  config: ReferenceConfig,
  use: Parameters<WithReferenceData>[0]
): Promise<void> {
  return withContext(config, (app) =>
    use({
      loader: app.get(ReferenceDataLoader),
      versions: app.get(ReferenceDataVersions),
      declarations: [...app.get(AssessmentRegistry).layers(), EDP_BOUNDARIES]
    })
  )
}

/** Lends what assesses on a database whose schema is there. */
export function lendAssessments(config: ReferenceConfig, use: Parameters<WithAssessments>[0]): Promise<void> {
  return withContext(config, (app) =>
    use({
      runner: app.get(AssessmentRunner),
      registry: app.get(AssessmentRegistry),
      profile: app.get<AssessmentOptions>(ASSESSMENT_OPTIONS).profile,
      boundaries: app.get(BoundaryCheck),
      ponds: app.get(SurveyPondCheck),
      maxVertices: app.get<AssessmentOptions>(ASSESSMENT_OPTIONS).boundaryMaxVertices,
      atOnce: Math.max(1, config.database.maxConnections - 1)
    })
  )
}

async function withContext(
  config: ReferenceConfig,
  use: (app: INestApplicationContext) => Promise<void>
): Promise<void> {
  Logger.overrideLogger(['error', 'fatal'])
  const app = await NestFactory.createApplicationContext(ReferenceContextModule.of(config))
  try {
    await use(app)
  } finally {
    await app.close()
  }
}

@Module({})
class ReferenceContextModule {
  static of({ database, assessment, service }: ReferenceConfig): DynamicModule {
    const slices = [
      { provide: DATABASE_OPTIONS, useValue: database },
      { provide: ASSESSMENT_OPTIONS, useValue: assessment },
      { provide: SERVICE_OPTIONS, useValue: service }
    ]
    return {
      module: ReferenceContextModule,
      imports: [
        { module: OptionSlices, global: true, providers: slices, exports: slices },
        ReferenceDataModule,
        AssessmentsModule
      ]
    }
  }
}

@Module({})
class OptionSlices {}
