import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort, projectFolder } from '@nrf/local-env'
import { NotifyClient } from 'notifications-node-client'
import { parse } from 'yaml'
import { SETTINGS } from '../../src/config/env.schema'
import { findFaults } from '../../src/config/load-config'

const folder = projectFolder()
/** By the chain of the SDK, which asks the process itself. */
const READ_BY_SDK = ['AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

interface ComposeService {
  readonly build?: { readonly target: string }
  readonly env_file?: readonly { readonly path: string; readonly required?: boolean }[]
  readonly volumes?: readonly string[]
}

function readVariables(path: string): Record<string, string> {
  const lines = readFileSync(join(folder, path), 'utf8').split('\n')
  return Object.fromEntries(
    lines
      .filter((line) => /^\w+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  )
}

describe('compose files', () => {
  const { services } = parse(readFileSync(join(folder, 'compose.yml'), 'utf8'))
  const stubs = readVariables('compose/stubs.env')

  it('give the worker a configuration without faults', () => {
    const own = Object.entries(services.worker.environment).map(([name, value]) => [name, String(value)])
    const environment = { ...readVariables('compose/aws.env'), ...stubs, ...Object.fromEntries(own) }

    expect(findFaults(environment)).toEqual([])
  })

  it('name services that exist, on one network', () => {
    for (const service of Object.values<{ depends_on?: object; networks: string[] }>(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})))
      expect(service.networks).toEqual(['cdp-tenant'])
    }
  })

  it('give the worker variables that the service, its SDK or Node reads', () => {
    const read = new Set([
      ...SETTINGS.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      ...READ_BY_SDK
    ])
    const given = [services.worker.environment, readVariables('compose/aws.env'), stubs].flatMap(
      (variables) => Object.keys(variables)
    )
    expect(given.filter((name) => !read.has(name))).toEqual([])
    expect(
      Object.keys(readVariables('compose/secrets.env.example')).filter((name) => !read.has(name))
    ).toEqual([])
  })

  it('name files, build stages and ports that are there', () => {
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8')
    for (const service of Object.values<ComposeService>(services)) {
      const files = (service.env_file ?? [])
        .filter(({ required }) => required !== false)
        .map(({ path }) => path)
      const mounted = (service.volumes ?? [])
        .map((volume) => volume.split(':')[0])
        .filter((path) => path.startsWith('.'))
      expect([...files, ...mounted].filter((path) => !existsSync(join(folder, path)))).toEqual([])
      expect(dockerfile).toMatch(new RegExp(` AS ${service.build?.target ?? 'development'}$`, 'm'))
    }
    const port = services.worker.environment.PORT
    expect(services.worker.ports).toContain(`${port}:${port}`)
    expect(services.worker.healthcheck.test.join(' ')).toContain(`http://localhost:${port}/health`)
    expect(dockerfile).toContain(`\nARG PORT=${port}\n`)
  })

  it('wait longer for the worker to stop than the worker takes', () => {
    const stop = Number(SETTINGS.find(({ name }) => name === 'WORKER_GRACEFUL_SHUTDOWN_TIMEOUT')!.default)
    expect(Number.parseInt(services.worker.stop_grace_period, 10)).toBeGreaterThan(stop)
  })

  it('make the bucket that the worker reads', () => {
    const script = readFileSync(join(folder, 'compose', 'start-localstack.sh'), 'utf8')
    expect(script).toContain(`\nbucket=${services.worker.environment.AWS_S3_INPUT_BUCKET}\n`)
  })

  it('make the queue that the worker reads', () => {
    const script = join(folder, 'compose', 'start-localstack.sh')
    execFileSync('bash', ['-n', script])

    expect(readFileSync(script, 'utf8')).toContain(`\nqueue=${services.worker.environment.SQS_QUEUE_NAME}\n`)
  })

  it('start stubs that know the keys and templates of the worker', async () => {
    const [backendPort, notifyPort] = [await freePort(), await freePort()].map(String)
    const process = spawn(services.stubs.command[0], services.stubs.command.slice(1), {
      cwd: folder,
      env: {
        PATH: globalThis.process.env.PATH,
        ...stubs,
        BACKEND_STUB_PORT: backendPort,
        NOTIFY_STUB_PORT: notifyPort
      },
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const ended = once(process, 'close')
    try {
      const [line] = await once(createInterface({ input: process.stdout }), 'line')
      expect(JSON.parse(String(line)).templates).toEqual({
        jobCompleted: stubs.GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED,
        jobFailed: stubs.GOVUK_NOTIFY_TEMPLATE_JOB_FAILED
      })
      const client = new NotifyClient(`http://127.0.0.1:${notifyPort}`, stubs.GOVUK_NOTIFY_API_KEY)
      expect((await client.getNotifications('email')).data.notifications).toEqual([])
      const headers = { 'x-api-key': stubs.BACKEND_API_KEY }
      const url = `http://127.0.0.1:${backendPort}/assessments/NRF-000001`
      await fetch(url, { method: 'PUT', headers, body: '{"status":"QUEUED"}' })
      expect(await (await fetch(url, { headers })).json()).toEqual({
        reference: 'NRF-000001',
        status: 'QUEUED'
      })
    } finally {
      process.kill('SIGTERM')
      await ended
    }
  })
})
