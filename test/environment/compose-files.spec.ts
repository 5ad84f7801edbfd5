import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort, projectFolder } from '@nrf/local-env'
import { NotifyClient } from 'notifications-node-client'
import { parse } from 'yaml'
import { findFaults } from '../../src/config/load-config'

const folder = projectFolder()

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
