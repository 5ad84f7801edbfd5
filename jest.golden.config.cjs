const { projects } = require('./jest.config.cjs')

const integration = projects.find(({ displayName }) => displayName === 'integration')
const { globalSetup, globalTeardown, ...withoutEnvironment } = integration

/** Without the reference folder every golden test is skipped, so nothing has to be started. */
const environment = process.env.REFERENCE_DIR ? { globalSetup, globalTeardown } : {}

/** @type {import('jest').Config} */
module.exports = {
  ...withoutEnvironment,
  ...environment,
  displayName: 'golden',
  testMatch: ['<rootDir>/test/golden/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000
}
