import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WorkerProcess } from '@nrf/local-env'
import { currentTestRun } from '../environment/test-run'
import { ask, AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { applied, KitDocument } from './document'
import { ProjectCopy } from './project-copy'

/** Long: on a busy machine, or where the inner specs have to start an embedded database of their own. */
const PATIENCE_MS = 300_000
const FIXTURE = join(__dirname, 'fixtures', 'air-quality')
const AIR_QUALITY = 'src/assessments/air-quality'
const NOISE = 'src/assessments/noise'
const MODULE = 'src/assessments/assessments.module.ts'
const CHECKS: Readonly<Record<string, string>> = {
  types: 'npm run -s types',
  lint: 'npx oxlint --type-aware src/assessments',
  format: 'npx prettier --check src/assessments docs/adding-an-assessment.md docs/adding-a-calculator.md',
  'dependency rules':
    'node node_modules/dependency-cruiser/bin/dependency-cruise.mjs --config .dependency-cruiser.cjs src',
  spelling: 'npx cspell --no-progress --no-summary "src/assessments/**/*.{ts,md}" "docs/adding-*.md"'
}

jest.setTimeout(PATIENCE_MS)

describe('the extension kit, followed to the letter on a copy of the project', () => {
  const assessmentPage = new KitDocument('adding-an-assessment.md')
  const calculatorPage = new KitDocument('adding-a-calculator.md')
  const [generate, loadLayer, ...otherCommands] = assessmentPage.commands()
  let copy: ProjectCopy
  /** What became of each check; they run one after the other beside the build and the specs. */
  let checks: Promise<ReadonlyMap<string, string>>

  beforeAll(async () => {
    copy = new ProjectCopy()
    addAirQualityByHand()
    addCalculator()
    await copy.run(generate)
    checks = runChecks()
    await copy.run('npm run -s build')
  })

  afterAll(async () => {
    await checks
    copy?.remove()
  })

  async function runChecks(): Promise<ReadonlyMap<string, string>> {
    const ends = new Map<string, string>()
    for (const [name, command] of Object.entries(CHECKS)) {
      ends.set(name, await copy.run(command).then(() => 'passed', String))
    }
    return ends
  }

  function addAirQualityByHand(): void {
    for (const entry of readdirSync(FIXTURE, { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.txt')) continue
      copy.write(
        join(AIR_QUALITY, entry.slice(0, -'.txt'.length)),
        readFileSync(join(FIXTURE, entry), 'utf8')
      )
    }
    for (const edit of assessmentPage.edits()) copy.write(edit.path, applied(copy.read(edit.path), edit))
  }

  function addCalculator(): void {
    for (const [path, text] of calculatorPage.files()) copy.write(path, text)
    for (const edit of calculatorPage.edits()) copy.write(edit.path, applied(copy.read(edit.path), edit))
  }

  it('needs one folder and one line for an assessment, by hand or generated', () => {
    const ofAssessments = copy.changedFiles().filter((path) => !path.startsWith('src/assessments/nutrient/'))
    const folders = ofAssessments.filter((path) => path !== MODULE).map((path) => path.split('/').slice(0, 3))
    expect(new Set(folders.map((parts) => parts.join('/')))).toEqual(new Set([AIR_QUALITY, NOISE]))
    expect(ofAssessments).toContain(MODULE)
    expect(otherCommands).toEqual([])
  })

  it('needs the class with its spec, the module, the recipe and the evidence for a calculator', () => {
    expect(copy.changedFiles().filter((path) => path.startsWith('src/assessments/nutrient/'))).toEqual([
      'src/assessments/nutrient/calculators/yearly-water-use.calculator.spec.ts',
      'src/assessments/nutrient/calculators/yearly-water-use.calculator.ts',
      'src/assessments/nutrient/nutrient.evidence.ts',
      'src/assessments/nutrient/nutrient.module.ts',
      'src/assessments/nutrient/nutrient.wastewater.ts'
    ])
  })

  it('shows on its page what the assessment by hand consists of', () => {
    const files = copy.files(AIR_QUALITY)
    const snippets = assessmentPage.blocks('ts')
    expect(snippets).toHaveLength(4)
    for (const snippet of snippets) {
      expect(files.filter((path) => copy.read(path).includes(snippet.trim()))).toHaveLength(1)
    }
    for (const path of files.filter((one) => !one.includes('spec.ts'))) {
      const [name, ...below] = path.slice(AIR_QUALITY.length + 1).split('/')
      expect(assessmentPage.text).toContain(`  ${name}${below.length > 0 ? '/' : ''} `)
    }
  })

  it('passes the specs beside the new code, and the contract suite', async () => {
    const { databaseUrl, isSingleSession } = currentTestRun()
    const specs = `${NOISE}/ ${AIR_QUALITY}/ src/assessments/nutrient/ test/contract/assessments.spec.ts`
    const database: Record<string, string> = isSingleSession ? {} : { TEST_DATABASE_URL: databaseUrl }
    await expect(copy.run(`npx jest -- ${specs}`, database)).resolves.toBeDefined()
  })

  it.each(Object.keys(CHECKS))('passes the check of %s', async (name) => {
    expect((await checks).get(name)).toBe('passed')
  })

  it('leaves nothing unused', async () => {
    const report = await copy.run('npx knip --no-exit-code')
    expect(report.split('\n').filter((line) => line.includes('src/assessments/'))).toEqual([])
  })

  describe('in a worker that has the layers of the new assessments only', () => {
    let service: AssessmentService
    let worker: WorkerProcess
    let district: SampleDistrict

    beforeAll(async () => {
      district = await SampleDistrict.read()
      service = await AssessmentService.start({ layers: [] })
      const environment = await service.workerEnvironment()
      await copy.run(loadLayer, environment)
      await copy.run(
        `npm run -s nrf -- data load ${AIR_QUALITY}/samples/roads.geojson --layer roads --activate`,
        environment
      )
      worker = WorkerProcess.start({ env: environment, file: join(copy.folder, 'dist', 'src', 'main.js') })
      service.workers.push(worker)
      await worker.ready(PATIENCE_MS)
    })

    afterAll(() => service?.stop())

    async function resultOf(reference: string, type: string): Promise<unknown> {
      service.backend.put(district.details('NRF-900001', reference))
      await service.submit({ reference, assessmentTypes: [type] })
      await logged(worker, 'job_completed', { reference })
      return service.backend.resultOf(reference)
    }

    it('answers a job by reference with the generated assessment', async () => {
      expect(await resultOf('NRF-920001', 'noise')).toMatchObject({
        status: 'COMPLETED',
        outcomes: [
          {
            type: 'noise',
            scope: { status: 'in-scope' },
            summary: { areasFrom0To50M: 0, areasFrom50To200M: 1, areasFrom200To500M: 0 },
            provenance: { layers: [{ layer: 'noise_areas', version: 1 }] }
          }
        ]
      })
    })

    it('answers a job by reference with the assessment by hand', async () => {
      expect(await resultOf('NRF-920002', 'air-quality')).toMatchObject({
        status: 'COMPLETED',
        outcomes: [
          { type: 'air-quality', impacts: [{ name: 'Dereham Road', figures: [{ value: 60 }, { value: 2 }] }] }
        ]
      })
    })

    it('is ready, names what is missing, and fails the jobs of the others only', async () => {
      expect(await ask(worker, '/health/ready')).toMatchObject({ status: 200 })
      expect(await ask(worker, '/health/detail')).toMatchObject({
        body: {
          probes: expect.arrayContaining([
            expect.objectContaining({
              isReady: true,
              detail: expect.stringMatching(/^Usable: air-quality, noise\. .* nutrient lacks nn_catchments/)
            })
          ])
        }
      })
      service.backend.put(district.details('NRF-900001', 'NRF-920003'))
      await service.submit({ reference: 'NRF-920003', assessmentTypes: ['nutrient'] })
      await worker.waitForLog(
        (log) =>
          log['event.reference'] === 'NRF-920003' && JSON.stringify(log).includes('reference_data_missing'),
        PATIENCE_MS
      )
    })
  })
})
