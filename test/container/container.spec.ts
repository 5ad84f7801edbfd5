import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort, projectFolder } from '@nrf/local-env'
import { SETTINGS } from '../../src/config/env.schema'
import { AssessmentService } from '../flow/assessment-service'
import { until } from '../flow/until'
import { copyOf, instructionsOf, parseDockerfile } from './dockerfile'
import { contextFiles, ImageTree, isIgnored, listingOf, productionPackages } from './image-tree'

const run = promisify(execFile)
const BUILD_MS = 300_000
const NOBODY = 65_534
const root = projectFolder()
const dockerfile = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
const [development, production] = dockerfile.stages
const needs = JSON.parse(readFileSync(join(root, 'infra', 'platform.json'), 'utf8'))

/** Another user where this one may become it; else this one, who is not root either. */
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

describe('the Dockerfile', () => {
  it('has the two stages on the parent images of Defra, with image, version and ports as arguments', () => {
    expect(dockerfile.stages.map(({ name }) => name)).toEqual(['development', 'production'])
    expect(development.image).toBe('${PARENT_DEVELOPMENT}:${PARENT_VERSION}')
    expect(production.image).toBe('${PARENT}:${PARENT_VERSION}')
    expect(dockerfile.globals).toMatchObject({
      PARENT_DEVELOPMENT: 'defradigital/node-development',
      PARENT: 'defradigital/node',
      PARENT_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+-node\d+\.\d+\.\d+$/),
      PORT: SETTINGS.find(({ name }) => name === 'PORT')!.default
    })
  })

  it.each([development, production])('names the parent image in stage $name', (stage) => {
    const label = instructionsOf(stage, 'LABEL').map(({ text }) => text)
    expect(label).toEqual([`uk.gov.defra.ffc.parent-image=${stage.image}`])
  })

  it('names every argument that a stage uses', () => {
    for (const stage of dockerfile.stages) {
      const named = instructionsOf(stage, 'ARG').map(({ text }) => text)
      const used = stage.instructions.flatMap(({ text }) =>
        [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)
      )
      expect([...new Set(used)].filter((name) => !named.includes(name))).toEqual([])
    }
  })

  it('ends as a user who is not root, with curl, and only the packages of production', () => {
    const steps = production.instructions.map(({ keyword, text }) => `${keyword} ${text}`)
    const becomesRoot = steps.indexOf('USER root')
    expect(steps.slice(becomesRoot, becomesRoot + 3)).toEqual([
      'USER root',
      'RUN apk add --no-cache curl',
      'USER node'
    ])
    expect(instructionsOf(production, 'USER').at(-1)!.text).toBe('node')
    expect(steps.some((step) => step.startsWith('RUN npm ci --omit=dev --ignore-scripts'))).toBe(true)
  })

  it('starts Node itself, so that signals reach it, with the command of infra/platform.json', () => {
    const [{ words }] = instructionsOf(production, 'CMD')
    expect(words).toEqual(needs.service.command)
    expect(instructionsOf(production, 'ENTRYPOINT')).toEqual([])
  })

  it('keeps the folder for temporary files writable under a read-only file system', () => {
    const volumes = instructionsOf(production, 'VOLUME').flatMap(({ words }) => words)
    expect(volumes).toEqual(needs.service.writableFolders.map(({ path }: { path: string }) => path))
  })

  it('sets variables that the service reads', () => {
    const names = instructionsOf(production, 'ENV').flatMap(({ words }) =>
      words.map((word) => word.split('=')[0])
    )
    expect(names).not.toEqual([])
    expect(names.filter((name) => !SETTINGS.some((setting) => setting.name === name))).toEqual([])
  })

  it('is given no secret, no test and no other rubbish', () => {
    const context = contextFiles()
    expect(context).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'src/main.ts'])
    )
    expect(context.filter((path) => /\.spec\.ts$|^test\/|^\.env$|^\.github\//.test(path))).toEqual([])
    expect(
      ['.env', '.git/config', 'node_modules/a', 'compose/secrets.env'].filter((path) => !isIgnored(path))
    ).toEqual([])
  })
})

describe('the image, without a container engine', () => {
  const tree = new ImageTree()

  beforeAll(() => {
    tree.buildDevelopment()
    tree.buildProduction(production)
    tree.makeReadOnly()
  }, BUILD_MS)

  afterAll(() => tree.remove())

  it('finds everything that its second stage copies', () => {
    const sources = instructionsOf(production, 'COPY')
      .map(copyOf)
      .flatMap((copy) => {
        expect(copy.from).toBe('development')
        return copy.sources
      })
      .filter((source) => !source.includes('*'))
      .map((source) => source.slice('/home/node/'.length))
    expect(sources.filter((path) => !existsSync(join(tree.development, path)))).toEqual([])
  })

  it('holds no development package, no source and no test', () => {
    const entries = listingOf(tree.production)
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const wanted = new Set(productionPackages())
    const extra = Object.keys(devDependencies).filter((name) => entries.includes(`node_modules/${name}`))
    expect(extra.filter((name) => !wanted.has(`node_modules/${name}`))).toEqual([])
    expect(entries.filter((path) => /^(src|libs|test|docs)\/|^dist\/.*\.spec\./.test(path))).toEqual([])
  })

  it('runs the worker as another user on a read-only file system: healthy, and stops in order', async () => {
    const before = listingOf(tree.production)
    const service = await AssessmentService.start({ layers: [] })
    const [command, ...words] = needs.service.command
    expect(command).toBe('node')
    const environment = await service.workerEnvironment()
    const worker = spawn(process.execPath, words, {
      ...asNobody,
      cwd: tree.production,
      env: { ...environment, NODE_ENV: 'production', GIT_HASH: 'a1b2c3d' },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const ended = once(worker, 'close')
    let output = ''
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk) => (output += String(chunk)))
    try {
      const url = `http://127.0.0.1:${environment.PORT}`
      const status = () =>
        fetch(`${url}/health`).then(
          ({ status: code }) => code,
          () => output
        )
      await until(status, (code) => code === 200 || worker.exitCode !== null)
      expect(await status()).toBe(200)
      expect(await (await fetch(`${url}/version`)).json()).toMatchObject({ version: 'a1b2c3d' })
      worker.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
    } finally {
      worker.kill('SIGKILL')
      await ended
      await service.stop()
    }
    expect(listingOf(tree.production)).toEqual(before)
  })

  it.each([
    ['config', '--help'],
    ['data', '--help'],
    ['dlq', '--help'],
    ['queue', '--help'],
    ['job', '--help']
  ])('has the command line of the operator: nrf %s', async (...words) => {
    const options = { ...asNobody, cwd: tree.production, env: { NODE_ENV: 'production' }, timeout: 60_000 }
    const { stdout } = await run(process.execPath, ['dist/src/cli/nrf.js', ...words], options)
    expect(stdout).not.toBe('')
  })

  it('starts the stubs of compose.yml from what its first stage holds', async () => {
    const ports = { BACKEND_STUB_PORT: String(await freePort()), NOTIFY_STUB_PORT: String(await freePort()) }
    const stubs = spawn(process.execPath, ['dist/libs/local-env/src/children/stubs.child.js'], {
      cwd: tree.development,
      env: { BACKEND_API_KEY: 'a-key', ...ports },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const ended = once(stubs, 'close')
    let faults = ''
    stubs.stderr.on('data', (chunk) => (faults += String(chunk)))
    try {
      const line = await Promise.race([once(createInterface({ input: stubs.stdout }), 'line'), ended])
      expect([faults, String(line)]).toEqual(['', expect.stringContaining('"backend"')])
    } finally {
      stubs.kill('SIGTERM')
      await ended
    }
  })
})
