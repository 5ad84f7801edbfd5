const { projects } = require('./jest.config.cjs')

const integration = projects.find(({ displayName }) => displayName === 'integration')

/** Faults are injected into running workers, one case after the other: minutes of work, so they have their own command. */
/** @type {import('jest').Config} */
module.exports = {
  ...integration,
  displayName: 'faults',
  testMatch: ['<rootDir>/test/faults/fault-suite.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000
}
