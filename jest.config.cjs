const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022'
        },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline'
      }
    ]
  },
  moduleNameMapper: { '^@nrf/([^/]+)$': '<rootDir>/libs/$1/src' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.nrf'],
  clearMocks: true
}

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{src,libs,bench}/**/*.spec.ts',
        '<rootDir>/test/{faults,platform,rules}/**/*.spec.ts'
      ],
      testPathIgnorePatterns: ['\\.integration\\.spec\\.ts$']
    },
    {
      ...common,
      displayName: 'integration',
      globalSetup: '<rootDir>/test/environment/global-setup.ts',
      globalTeardown: '<rootDir>/test/environment/global-teardown.ts',
      testMatch: ['<rootDir>/{src,libs}/**/*.integration.spec.ts', '<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/(faults|golden|kit|liquibase|platform|rules)/'
      ]
    }
  ],
  testTimeout: 60_000,
  collectCoverageFrom: [
    '{src,libs}/**/*.ts',
    '!**/*.spec.ts',
    '!**/testing/**',
    // Programs that tests run as processes of their own, where coverage cannot see them.
    '!src/main.ts',
    '!src/cli/nrf.ts',
    '!libs/local-env/src/children/**'
  ],
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: {
    global: { lines: 90 },
    './src/assessments/**/calculators/*.ts': { branches: 100 }
  }
}
