import type { DatabaseOptions } from '../../src/config/config.tokens'
import type { TestDatabase } from '../environment/test-database'

/** The database slice for a test database. */
export function databaseOptionsFor(
  { url, isSingleSession }: Pick<TestDatabase, 'url' | 'isSingleSession'>,
  overrides: Partial<DatabaseOptions> = {}
): DatabaseOptions {
  return {
    url,
    host: 'localhost',
    port: 5432,
    database: 'unused',
    user: 'unused',
    iamAuthentication: false,
    ssl: false,
    trustedCertificates: [],
    region: 'eu-west-2',
    maxConnections: isSingleSession ? 1 : 4,
    statementTimeoutMs: 30_000,
    isSingleSession,
    applicationName: 'nrf-test',
    ...overrides
  }
}
