const { projects } = require('./jest.config.cjs')

const integration = projects.find(({ displayName }) => displayName === 'integration')

/** The extension kit builds and checks a copy of the whole project: a minute of work, so it has its own command. */
/** @type {import('jest').Config} */
module.exports = {
  ...integration,
  displayName: 'kit',
  testMatch: ['<rootDir>/test/kit/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000
}
