const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

const adapters = '(backend|notification|ledger|uploads|reference-data)'

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'A file never reaches itself again.'),
    forbid(
      'private-subfolders',
      { path: '^src/([^/]+)/' },
      { path: '^src/[^/]+/[^/]+/', pathNot: '^src/$1/' },
      'Root files of a module are its public face; subfolders are private.'
    ),
    forbid(
      'private-subfolders-from-tests',
      { path: '^test/' },
      { path: '^src/[^/]+/[^/]+/', pathNot: '^src/assessments/[^/]+/(calculators/)?[^/]+\\.ts$' },
      'Flow tests use a module by its root files; an assessment by the root files of its folder and its calculators.'
    ),
    forbid(
      'assessments-are-islands',
      { path: '^src/assessments/([^/]+)/' },
      { path: '^src/assessments/[^/]+/', pathNot: '^src/assessments/$1/' },
      'One assessment never imports another.'
    ),
    forbid(
      'assessments-do-no-plumbing',
      { path: '^src/assessments/' },
      {
        path: [
          '^src/(queue|processing|backend|notification|ledger|uploads|health|cli)/',
          '^libs/(sqs-transport|local-env)/'
        ]
      },
      'Assessments know geometry and reference data only.'
    ),
    forbid(
      'calculators-are-pure',
      { path: '/calculators/', pathNot: '\\.spec\\.ts$' },
      {
        pathNot: [
          '/calculators/',
          '\\.policy\\.ts$',
          '\\.types\\.ts$',
          '^src/assessments/[^/]+\\.ts$',
          '^libs/geometry/src/index\\.ts$',
          '(^|/)node_modules/@nestjs/common/'
        ]
      },
      'Arithmetic only: no database, network, clock or config.'
    ),
    forbid(
      'adapters-do-not-meet',
      { path: `^src/${adapters}/` },
      { path: `^src/(queue|processing|cli|health|${adapters.slice(1, -1)})/`, pathNot: '^src/$1/' },
      'Adapters are used by processing; they never call each other.'
    ),
    forbid(
      'only-queue-drives-processing',
      { pathNot: '^(src/(queue|processing|cli)/|src/app\\.module\\.ts|test/)' },
      { path: '^src/processing/' },
      'processing has one caller.'
    ),
    forbid(
      'config-at-the-edge',
      { path: '^src/', pathNot: ['^src/config/', '\\.module\\.ts$', '^src/main\\.ts$', '^src/cli/'] },
      { path: '^src/config/', pathNot: '^src/config/config\\.tokens\\.ts$' },
      'Classes get their slice injected.'
    ),
    forbid(
      'libs-know-no-app',
      { path: '^libs/' },
      { path: '^(src|test)/' },
      'A lib never imports the service.'
    ),
    forbid(
      'libs-through-the-front-door',
      { path: '^(src|test|libs)/([^/]+)' },
      { path: '^libs/[^/]+/src/.+', pathNot: ['/index\\.ts$', '^libs/$2/'] },
      'Import a lib by its index.'
    ),
    forbid(
      'no-test-code-in-production',
      { path: '^(src|libs)/', pathNot: ['\\.spec\\.ts$', '^src/cli/', '^libs/local-env/'] },
      { path: '^(test/|libs/local-env/)' },
      'Production never imports test code or the embedded environment.'
    ),
    forbid(
      'no-testing-folder-in-production',
      { path: '^(src|libs)/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      { path: '/testing/', pathNot: 'node_modules' },
      'What lies in a testing folder serves the specs beside it and is not built.'
    ),
    forbid(
      'no-static-local-env-in-cli',
      { path: '^src/cli/', pathNot: '\\.spec\\.ts$' },
      { path: '^libs/local-env/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
      'The command line loads the embedded environment only when it is asked for.'
    ),
    forbid(
      'no-dumping-grounds',
      {},
      { path: '/(common|shared|utils|util|helpers|helper|misc)(/|\\.ts$)', pathNot: 'node_modules' },
      'Name a file after what it does.'
    ),
    forbid('resolvable-only', {}, { couldNotResolve: true }, 'Every import exists.'),
    forbid(
      'declared-only',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      'Every package is declared.'
    )
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
}
