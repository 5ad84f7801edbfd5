import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import { parse } from 'yaml'
import { isProjectFile, readProjectFile } from './source-files'

const root = projectFolder()

interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly name?: string
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const files = readdirSync(join(root, '.github', 'workflows'))
const workflows = new Map<string, Workflow>(
  files.map((file) => [file, parse(readProjectFile(`.github/workflows/${file}`))])
)
const jobs = [...workflows].flatMap(([file, { jobs: ofFile }]) =>
  Object.entries(ofFile).map(([name, job]) => ({ file, name, job }))
)
const steps = jobs.flatMap(({ file, job }) => job.steps.map((step) => ({ file, step })))
const scripts = steps.map(({ step }) => step.run ?? '').join('\n')

describe('the workflows', () => {
  it('have the names that CDP knows', () => {
    expect(Object.fromEntries([...workflows].map(([file, { name }]) => [file, name]))).toEqual({
      'check-pull-request.yml': 'Check Pull Request',
      'check-schema.yml': 'Check Liquibase Schema',
      'publish-db-schema.yml': 'Publish DB Schema',
      'publish-hotfix.yml': 'Publish Hot Fix',
      'publish.yml': 'Publish'
    })
  })

  it.each([
    ['publish.yml', 'CDP-build-workflow', 'DEFRA/cdp-build-action/build'],
    ['publish-hotfix.yml', 'CDP-build-hotfix-workflow', 'DEFRA/cdp-build-action/build-hotfix'],
    [
      'publish-db-schema.yml',
      'CDP-publish-db-schema-workflow',
      'DEFRA/cdp-build-action/publish-db-migrations'
    ]
  ])('%s has the job %s with its action', (file, job, action) => {
    const found = jobs.filter((each) => each.file === file && each.job.name === job)
    const used = found.flatMap((each) => each.job.steps.map(({ uses = '' }) => uses.split('@')[0]))
    expect(used).toContain(action)
  })

  it('say what they may do, how long they may take, and never run a stranger’s code with rights', () => {
    for (const [file, { permissions, on }] of workflows) {
      expect([file, permissions]).toEqual([file, expect.objectContaining({ contents: expect.any(String) })])
      expect(Object.keys(on)).not.toContain('pull_request_target')
    }
    expect(jobs.filter(({ job }) => !job['timeout-minutes']).map(({ name }) => name)).toEqual([])
    expect(scripts).not.toMatch(/\$\{\{\s*github\.(event|head_ref)/)
  })

  it('call scripts of package.json and files that are there', () => {
    const { scripts: known } = JSON.parse(readProjectFile('package.json'))
    const called = [...scripts.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name)
    expect(called).not.toEqual([])
    expect(called.filter((name) => !(name in known))).toEqual([])
    const paths = [...scripts.matchAll(/(?:node|bash) (\.?[\w./-]+\.(?:cjs|sh))/g)].map(([, path]) => path)
    const inputs = steps.map(({ step }) => step.with?.path).filter((path) => typeof path === 'string')
    const given = [...paths, ...inputs.filter((path) => path.startsWith('./'))]
    expect(given.filter((path) => !isProjectFile(path))).toEqual([])
  })

  it('install without the scripts of packages', () => {
    const installs = [...scripts.matchAll(/npm (?:ci|install)[^\n]*/g)].map(([command]) => command)
    expect(installs.filter((command) => !command.includes('--ignore-scripts'))).toEqual([])
  })

  it('keep a list of parts and of licences, and stop at known holes', () => {
    const [job] = jobs.filter(({ name }) => name === 'pr-validator')
    const commands = job.job.steps.map(({ run }) => run ?? '').join('\n')
    for (const command of [
      'npm audit --omit=dev --audit-level=high',
      'npm run -s licences',
      'npm run -s sbom'
    ]) {
      expect(commands).toContain(command)
    }
  })

  it('pin each action to a commit, or CONTRIBUTING.md lists it', () => {
    const text = readProjectFile('CONTRIBUTING.md')
    const listed = [...text.matchAll(/^\| `([\w./-]+@[\w.]+)`/gm)].map(([, name]) => name)
    const used = new Set(steps.flatMap(({ step }) => step.uses ?? []))
    const open = [...used].filter((uses) => !/@[0-9a-f]{40}$/.test(uses))
    expect(new Set(listed)).toEqual(new Set(open))
  })

  it('say which version a pinned commit is', () => {
    for (const file of files) {
      const pinned = readProjectFile(`.github/workflows/${file}`).match(/uses: \S+@[0-9a-f]{40}.*$/gm) ?? []
      expect(pinned.filter((line) => !/ # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
    }
  })
})

describe('dependabot', () => {
  it('watches packages, parent images and actions, and waits until a release has aged', () => {
    const { updates } = parse(readProjectFile('.github/dependabot.yml'))
    const watched = updates.map((update: Record<string, unknown>) => [
      update['package-ecosystem'],
      update.cooldown
    ])
    const week = { 'default-days': 7 }
    expect(watched).toEqual([
      ['npm', week],
      ['docker', week],
      ['github-actions', week]
    ])
  })
})

describe('the settings of npm', () => {
  it('run no scripts, save exact versions and demand the Node that the project needs', () => {
    const lines = readProjectFile('.npmrc').trim().split('\n')
    expect(lines).toEqual(
      expect.arrayContaining(['ignore-scripts=true', 'save-exact=true', 'engine-strict=true'])
    )
    expect(
      lines.filter((line) => /registry|token|_auth|password/i.test(line) && !line.startsWith('omit-'))
    ).toEqual([])
  })

  it('find every version of package.json exact', () => {
    const { dependencies, devDependencies } = JSON.parse(readProjectFile('package.json'))
    const versions: [string, string][] = Object.entries({ ...dependencies, ...devDependencies })
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })
})

describe('the list of parts', () => {
  it('names every package of production, and none besides', () => {
    const run = (script: string) =>
      spawnSync(process.execPath, [join(root, '.ci', script)], {
        encoding: 'utf8',
        timeout: 120_000,
        maxBuffer: 2 ** 26
      })
    const { components, metadata } = JSON.parse(run('sbom.cjs').stdout)
    const listed = components.map((part: { name: string; version: string }) => `${part.name}@${part.version}`)
    const rows = run('licences.cjs').stdout.trim().split('\n')
    expect(metadata.component.name).toBe('nrf-impact-assessment-service')
    expect(new Set(listed)).toEqual(new Set(rows.map((row) => row.split('\t').slice(0, 2).join('@'))))
  })
})

describe('the list of licences', () => {
  const list = (folder: string) =>
    spawnSync(process.execPath, [join(root, '.ci', 'licences.cjs'), folder], {
      encoding: 'utf8',
      timeout: 30_000
    })

  it('names the licence of every package of production, and allows all of them', () => {
    const { status, stdout, stderr } = list(root)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^pino\t\S+\tMIT$/m)
    expect(stdout).not.toContain('not named')
  })

  it.each([
    ['GPL-3.0-only', 'GPL-3.0-only'],
    ['MIT AND GPL-3.0-only', 'MIT AND GPL-3.0-only'],
    [undefined, 'not named']
  ])('refuses a package under %s', (license, named) => {
    const folder = mkdtempSync(join(tmpdir(), 'nrf-licences-'))
    const packages = { '': {}, 'node_modules/a': { version: '1.0.0', license: '(MIT OR GPL-3.0-only)' } }
    const lock = { packages: { ...packages, 'node_modules/b': { version: '2.0.0', license } } }
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
    const { status, stderr } = list(folder)
    rmSync(folder, { recursive: true })
    expect([status, stderr]).toEqual([1, `Licence not allowed: b 2.0.0: ${named}\n`])
  })
})
