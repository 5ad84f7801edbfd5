const { projects } = require('./jest.config.cjs')

const unit = projects.find(({ displayName }) => displayName === 'unit')

/** Liquibase itself needs Java, 120 MB and half a minute, so it has its own command. */
/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  displayName: 'liquibase',
  testMatch: ['<rootDir>/test/liquibase/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000
}
