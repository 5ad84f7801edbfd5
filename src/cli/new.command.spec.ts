import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newCommand } from './new.command'
import { PROJECT_ROOT } from './project-root'

const MODULE = join(__dirname, '..', 'assessments', 'assessments.module.ts')
const FORMAT = join(PROJECT_ROOT, '.prettierrc.json')

describe('nrf new assessment', () => {
  let project: string
  let folder: string
  let moduleFile: string

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'nrf-new-'))
    folder = join(project, 'assessments')
    await mkdir(folder)
    await cp(FORMAT, join(project, '.prettierrc.json'))
    moduleFile = join(folder, 'assessments.module.ts')
    await cp(MODULE, moduleFile)
    jest.spyOn(console, 'log').mockReturnValue(undefined)
  })

  afterEach(async () => {
    jest.restoreAllMocks()
    await rm(project, { recursive: true })
  })

  const run = (name: string, ...options: string[]) =>
    newCommand().parseAsync(['assessment', name, '--dir', folder, ...options], { from: 'user' })
  const filesOf = (name: string) => readdir(join(folder, name), { recursive: true })
  const textOf = (...path: string[]) => readFile(join(folder, ...path), 'utf8')

  it('makes one folder of the shape of the others', async () => {
    await run('road-noise')
    expect((await filesOf('road-noise')).sort()).toEqual([
      'README.md',
      'calculators',
      'calculators/distance-bands.calculator.spec.ts',
      'calculators/distance-bands.calculator.ts',
      'road-noise.assessment.spec.ts',
      'road-noise.assessment.ts',
      'road-noise.layers.ts',
      'road-noise.module.ts',
      'road-noise.policy.ts',
      'road-noise.questions.integration.spec.ts',
      'road-noise.questions.ts',
      'samples',
      'samples/road_noise_areas.geojson'
    ])
    expect((await readdir(folder)).sort()).toEqual(['assessments.module.ts', 'road-noise'])
  })

  it('uses the name in every spelling, and leaves nothing of the example', async () => {
    await run('road-noise')
    expect(await textOf('road-noise', 'road-noise.assessment.ts')).toContain("type: 'road-noise'")
    expect(await textOf('road-noise', 'road-noise.layers.ts')).toContain('export const ROAD_NOISE_LAYERS')
    expect(await textOf('road-noise', 'README.md')).toContain('# Road noise\n')
    for (const file of await filesOf('road-noise')) {
      const text = file.includes('.') ? await textOf('road-noise', file) : ''
      expect(`${file} ${text}`).not.toMatch(/example.?name/i)
    }
  })

  it('adds the import and the entry to the module, and changes nothing else', async () => {
    const before = await textOf('assessments.module.ts')
    await run('road-noise')
    const after = await textOf('assessments.module.ts')
    expect(after).toContain("import { RoadNoiseModule } from './road-noise/road-noise.module'\n")
    expect(after).toMatch(/imports: \[[^\]]*, RoadNoiseModule\]|imports: \[[^\]]*,\s+RoadNoiseModule\s+\]/)
    const rest = after.replace(/^import .* from '\.\/road-noise.*\n/m, '').replace(/,\s+RoadNoiseModule/, '')
    expect(rest.replaceAll(/\s/g, '')).toBe(before.replaceAll(/\s/g, ''))
  })

  it('names the files and writes nothing in a dry run', async () => {
    const before = await textOf('assessments.module.ts')
    await run('road-noise', '--dry-run')
    expect(console.log).toHaveBeenCalledWith(`Would write ${join(folder, 'road-noise', 'README.md')}`)
    expect(existsSync(join(folder, 'road-noise'))).toBe(false)
    expect(await textOf('assessments.module.ts')).toBe(before)
  })

  it.each(['Noise', 'air_quality', 'road--noise', 'noise-', '../noise', '', '1-noise', 'n'.repeat(41)])(
    'refuses the name "%s"',
    async (name) => {
      await expect(async () => run(name)).rejects.toThrow('in lower case with hyphens')
      expect(await readdir(folder)).toEqual(['assessments.module.ts'])
    }
  )

  it('refuses to touch a folder that exists', async () => {
    await run('road-noise')
    await expect(run('road-noise')).rejects.toThrow('exists already; nothing was written')
  })

  it('refuses a module that is taken, one of another form, and a folder without one', async () => {
    const before = await textOf('assessments.module.ts')
    await writeFile(moduleFile, before.replace('DiscoveryModule,', 'DiscoveryModule, NoiseModule,'))
    await expect(run('noise')).rejects.toThrow('has a NoiseModule already')
    await writeFile(moduleFile, before.replace('imports: [', 'imports: [...OTHERS, '))
    await expect(run('noise')).rejects.toThrow('add NoiseModule to its imports by hand')
    await rm(moduleFile)
    await expect(run('noise')).rejects.toThrow("run this in the project's folder")
    expect(await readdir(folder)).toEqual([])
  })
})
