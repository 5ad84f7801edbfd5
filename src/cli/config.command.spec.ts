import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { configCommand } from './config.command'
import { findFaults } from '../config/load-config'

const ROOT = join(__dirname, '../..')

const COMPLETE = {
  SQS_QUEUE_NAME: 'assessments',
  BACKEND_BASE_URL: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgres://nrf:hunter2@127.0.0.1/nrf',
  GOVUK_NOTIFY_ENABLED: 'false'
}

async function run(environment: NodeJS.ProcessEnv, ...options: string[]) {
  const printed: string[] = []
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text))
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text))
    return true
  })
  process.exitCode = 0
  await configCommand(environment).parseAsync(options, { from: 'user' })
  const exitCode = process.exitCode
  process.exitCode = 0
  log.mockRestore()
  write.mockRestore()
  return { text: printed.join('\n'), exitCode }
}

describe('nrf config', () => {
  it('shows where every value comes from', async () => {
    const { text, exitCode } = await run({ ...COMPLETE, HEALTH_PORT: '8090' })
    expect(text).toMatch(/PORT +│ 8090 +│ environment/)
    expect(text).toMatch(/SQS_WAIT_TIME_SECONDS +│ 20 +│ default/)
    expect(text).toMatch(/AWS_SQS_QUEUE_URL +│ +│ not set/)
    expect(text).toContain('The service can start with this configuration.')
    expect(exitCode).toBe(0)
  })

  it('masks secrets and what looks like an address', async () => {
    const { text } = await run({
      ...COMPLETE,
      BACKEND_API_KEY: 'a-key-of-the-backend',
      GOVUK_NOTIFY_SUPPORT_EMAIL: 'support@example.com',
      SQS_ENDPOINT: 'http://user:hunter2@127.0.0.1'
    })
    expect(text).not.toMatch(/hunter2|a-key-of-the-backend|support@/)
    expect(text).toMatch(/BACKEND_API_KEY +│ \*{8} +│ environment/)
  })

  it('names every fault at the end and exits with 78', async () => {
    const { text, exitCode } = await run({ ...COMPLETE, LOG_ENABLED: 'yes', SQS_QUEUE_NAME: '' })
    expect(text).toContain('(faults: 2)')
    expect(text).toContain('- LOG_ENABLED is "yes"; expected: true or false')
    expect(text).toContain('- AWS_SQS_QUEUE_URL is not set')
    expect(exitCode).toBe(78)
  })

  it('names the trust store of the platform without its content', async () => {
    const certificate = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n').toString('base64')
    const { text } = await run({ ...COMPLETE, TRUSTSTORE_RDS_ROOT_CA: certificate })
    expect(text).toMatch(/TRUSTSTORE_\* +│ TRUSTSTORE_RDS_ROOT_CA +│ environment/)
    expect(text).not.toContain(certificate)
  })
})

describe('made files', () => {
  it('docs/configuration.md is what --markdown prints', async () => {
    expect((await run({}, '--markdown')).text).toBe(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8'))
  })

  it('the table of the README is what --readme prints', async () => {
    const { text } = await run({}, '--readme')
    expect(text).toContain('`BACKEND_BASE_URL`')
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(text)
  })

  it('.env.example is what --example prints', async () => {
    expect((await run({}, '--example')).text).toBe(readFileSync(join(ROOT, '.env.example'), 'utf8'))
  })

  it('.env.example starts the service as it is', () => {
    expect(findFaults(parseEnv(readFileSync(join(ROOT, '.env.example'), 'utf8')))).toEqual([])
  })
})
