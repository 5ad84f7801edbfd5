import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PlantedTree, reportOf, repository } from './planted-tree'

interface Violation {
  from: string
  to: string
  rule: { name: string }
}

const config = join(repository, '.dependency-cruiser.cjs')

async function violationsIn(folder: string, ...roots: string[]): Promise<string[]> {
  const args = ['--config', config, '--output-type', 'json', ...roots]
  const report = await reportOf('dependency-cruiser/bin/dependency-cruise.mjs', args, folder)
  const { violations } = (report as { summary: { violations: Violation[] } }).summary
  return violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`).toSorted()
}

/** What the rules allow; each file stands close to one that they forbid. */
const sound = {
  'package.json': '{ "dependencies": { "@nestjs/common": "1.0.0" } }',
  'node_modules/@nestjs/common/package.json': '{ "name": "@nestjs/common", "main": "index.js" }',
  'node_modules/@nestjs/common/index.js': '',
  'node_modules/undeclared/package.json': '{ "name": "undeclared", "main": "index.js" }',
  'node_modules/undeclared/index.js': '',
  'libs/geometry/src/index.ts': "export * from './area'",
  'libs/geometry/src/area.ts': 'export const area = 1',
  'libs/local-env/src/index.ts': 'export const start = 1',
  'libs/sqs-transport/src/index.ts': 'export const serve = 1',
  'src/app.module.ts': "import './processing/story.use-case'",
  'src/config/load-config.ts': 'export const load = 1',
  'src/config/config.tokens.ts': 'export const OPTIONS = 1',
  'src/backend/result-sink.ts': "import '../config/config.tokens'\nimport './http/client'",
  'src/backend/backend.module.ts': "import '../config/load-config'\nimport './result-sink'",
  'src/backend/http/client.ts': "import '@nestjs/common'",
  'src/backend/http/client.spec.ts': "import './testing/scripted-backend'",
  'src/backend/http/testing/scripted-backend.ts': "import '../client'",
  'src/reference-data/layers.ts': 'export const layers = 1',
  'src/notification/notifier.ts': 'export const notify = 1',
  'src/processing/story.use-case.ts': "import '../backend/result-sink'\nimport '../notification/notifier'",
  'src/queue/jobs.controller.ts': "import '../processing/story.use-case'\nimport '@nrf/sqs-transport'",
  'src/health/clock.ts': 'export const clock = 1',
  'src/cli/start.command.ts':
    "import { load } from '../config/load-config'\nvoid import('@nrf/local-env')\nvoid load",
  'src/assessments/development.ts': 'export const development = 1',
  'src/assessments/nutrient/nutrient.policy.ts': 'export const policy = 1',
  'src/assessments/nutrient/nutrient.types.ts': 'export const load = 1',
  'src/assessments/nutrient/nutrient.assessment.ts':
    "import '../development'\nimport './calculators/sum.calculator'\nimport '../../reference-data/layers'",
  'src/assessments/nutrient/calculators/sum.calculator.ts':
    "import '@nestjs/common'\nimport '@nrf/geometry'\nimport '../nutrient.policy'\nimport '../nutrient.types'\nimport '../../development'",
  'src/assessments/nutrient/calculators/sum.calculator.spec.ts':
    "import 'node:fs'\nimport './sum.calculator'",
  'src/assessments/great-crested-newt/newt.assessment.ts': "import '../development'",
  'test/builders/development.builder.ts': "import '../../src/assessments/nutrient/nutrient.assessment'",
  'test/flow/story.spec.ts': "import '../builders/development.builder'\nimport '@nrf/local-env'"
}

/** One file for every rule, each with the one import that the rule forbids. */
const planted: Record<string, { file: string; text: string; to: string }> = {
  'no-cycles': { file: 'src/health/circle.ts', text: "import './circle'", to: 'src/health/circle.ts' },
  'private-subfolders': {
    file: 'src/processing/reach-in.ts',
    text: "import '../backend/http/client'",
    to: 'src/backend/http/client.ts'
  },
  'private-subfolders-from-tests': {
    file: 'test/flow/reach-in.spec.ts',
    text: "import '../../src/backend/http/client'",
    to: 'src/backend/http/client.ts'
  },
  'assessments-are-islands': {
    file: 'src/assessments/nutrient/bridge.ts',
    text: "import '../great-crested-newt/newt.assessment'",
    to: 'src/assessments/great-crested-newt/newt.assessment.ts'
  },
  'assessments-do-no-plumbing': {
    file: 'src/assessments/nutrient/plumber.ts',
    text: "import '../../backend/result-sink'",
    to: 'src/backend/result-sink.ts'
  },
  'calculators-are-pure': {
    file: 'src/assessments/nutrient/calculators/reading.calculator.ts',
    text: "import 'node:fs'",
    to: 'fs'
  },
  'adapters-do-not-meet': {
    file: 'src/notification/meeting.ts',
    text: "import '../backend/result-sink'",
    to: 'src/backend/result-sink.ts'
  },
  'only-queue-drives-processing': {
    file: 'src/health/driver.ts',
    text: "import '../processing/story.use-case'",
    to: 'src/processing/story.use-case.ts'
  },
  'config-at-the-edge': {
    file: 'src/health/reader.ts',
    text: "import '../config/load-config'",
    to: 'src/config/load-config.ts'
  },
  'libs-know-no-app': {
    file: 'libs/geometry/src/homesick.ts',
    text: "import '../../../src/health/clock'",
    to: 'src/health/clock.ts'
  },
  'libs-through-the-front-door': {
    file: 'src/health/back-door.ts',
    text: "import '../../libs/geometry/src/area'",
    to: 'libs/geometry/src/area.ts'
  },
  'no-test-code-in-production': {
    file: 'src/health/builder.ts',
    text: "import '../../test/builders/development.builder'",
    to: 'test/builders/development.builder.ts'
  },
  'no-testing-folder-in-production': {
    file: 'src/backend/http/rehearsal.ts',
    text: "import './testing/scripted-backend'",
    to: 'src/backend/http/testing/scripted-backend.ts'
  },
  'no-static-local-env-in-cli': {
    file: 'src/cli/eager.command.ts',
    text: "import { start } from '@nrf/local-env'\nvoid start",
    to: 'libs/local-env/src/index.ts'
  },
  'no-dumping-grounds': {
    file: 'src/health/dump.ts',
    text: "import './utils'",
    to: 'src/health/utils.ts'
  },
  'resolvable-only': { file: 'src/health/lost.ts', text: "import './gone'", to: './gone' },
  'declared-only': {
    file: 'src/health/borrower.ts',
    text: "import 'undeclared'",
    to: 'node_modules/undeclared/index.js'
  }
}

describe('the dependency rules', () => {
  let tree: PlantedTree
  beforeEach(() => {
    tree = new PlantedTree().copy('tsconfig.json').plant(sound)
  })
  afterEach(() => tree.remove())

  it('leave a tree alone that keeps them', async () => {
    expect(await violationsIn(tree.folder, 'src', 'libs', 'test')).toEqual([])
  })

  it('each find the import that they forbid, and nothing else', async () => {
    tree.plant({ 'src/health/utils.ts': 'export const dump = 1' })
    for (const { file, text } of Object.values(planted)) tree.plant({ [file]: text })

    const expected = Object.entries(planted).map(([rule, { file, to }]) => `${rule}: ${file} → ${to}`)
    expect(await violationsIn(tree.folder, 'src', 'libs', 'test')).toEqual(expected.toSorted())
  })

  it('are all planted here', () => {
    const { forbidden } = require(config) as { forbidden: { name: string }[] }
    expect(Object.keys(planted).toSorted()).toEqual(forbidden.map(({ name }) => name).toSorted())
  })

  it('hold in this repository', async () => {
    const roots = ['src', 'libs', 'test', 'bench'].filter((root) => existsSync(join(repository, root)))
    expect(await violationsIn(repository, ...roots)).toEqual([])
  })
})
