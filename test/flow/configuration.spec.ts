import { freePort, WorkerProcess } from '@nrf/local-env'
import { openTestQueue } from '../environment/test-queue'
import { PATIENCE_MS } from './until'

jest.setTimeout(PATIENCE_MS)

const WRONG_CONFIGURATION = { code: 78, signal: null }

/** Starts a worker that is expected to refuse its environment. */
async function refusal(env: Readonly<Record<string, string>>) {
  const worker = WorkerProcess.start({ env })
  return { ending: await worker.ended, output: worker.output, logs: worker.logs }
}

const variablesIn = (output: string) => [...output.matchAll(/^- (\w+) /gm)].map(([, name]) => name)

describe('a worker with an environment that cannot be used', () => {
  it('names everything that an empty one lacks, at once', async () => {
    const { ending, output, logs } = await refusal({})
    expect(ending).toEqual(WRONG_CONFIGURATION)
    expect(variablesIn(output).sort()).toEqual([
      'AWS_SQS_QUEUE_URL',
      'BACKEND_BASE_URL',
      'DB_DATABASE',
      'DB_HOST',
      'DB_USER',
      'GOVUK_NOTIFY_API_KEY',
      'GOVUK_NOTIFY_RESULTS_BASE_URL',
      'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED'
    ])
    expect(logs).toEqual([])
  })

  it('shows no secret among the faults', async () => {
    const secret = 'pa55-w0rd-of-the-test'
    const { ending, output } = await refusal({
      DATABASE_URL: `mysql://user:${secret}@db.example.org/nrf`,
      GOVUK_NOTIFY_API_KEY: secret,
      BACKEND_API_KEY: `${secret} with a blank`,
      GOVUK_NOTIFY_SUPPORT_EMAIL: `${secret}@`,
      SQS_ENDPOINT: `http://user:${secret}@127.0.0.1`,
      PORT: 'eighty'
    })
    expect(ending).toEqual(WRONG_CONFIGURATION)
    expect(variablesIn(output)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'GOVUK_NOTIFY_API_KEY', 'BACKEND_API_KEY', 'PORT'])
    )
    expect(output).toContain('"eighty"')
    expect(output).not.toContain(secret)
  })

  it('does not invent a levy for the quotes contract', async () => {
    const { ending, output } = await refusal({
      AWS_SQS_QUEUE_URL: 'http://127.0.0.1:9/000000000000/assessments',
      BACKEND_BASE_URL: 'http://127.0.0.1:9',
      BACKEND_RESULTS_CONTRACT: 'quotes',
      DATABASE_URL: 'postgresql://nrf@127.0.0.1:9/nrf',
      GOVUK_NOTIFY_ENABLED: 'false'
    })
    expect(ending).toEqual(WRONG_CONFIGURATION)
    expect(variablesIn(output)).toEqual(['BACKEND_QUOTES_LEVY_GBP_MIN', 'BACKEND_QUOTES_LEVY_GBP_MAX'])
  })

  const REACHABLE = {
    ENVIRONMENT: 'local',
    BACKEND_BASE_URL: 'http://127.0.0.1:9',
    DATABASE_URL: 'postgresql://nrf@127.0.0.1:9/nrf',
    GOVUK_NOTIFY_ENABLED: 'false',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test'
  }

  it('names a certificate, a metrics agent and a proxy that cannot be used, at once', async () => {
    const { ending, output } = await refusal({
      ...REACHABLE,
      AWS_SQS_QUEUE_URL: 'http://127.0.0.1:9/000000000000/assessments',
      TRUSTSTORE_RDS_ROOT_CA: Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB').toString('base64'),
      AWS_EMF_AGENT_ENDPOINT: 'udp://127.0.0.1:25888',
      HTTP_PROXY: 'localhost:3128'
    })
    expect(ending).toEqual(WRONG_CONFIGURATION)
    expect(variablesIn(output)).toEqual(['HTTP_PROXY', 'AWS_EMF_AGENT_ENDPOINT', 'TRUSTSTORE_RDS_ROOT_CA'])
    expect(output).toContain('TRUSTSTORE_RDS_ROOT_CA holds no certificate that can be read')
  })

  it('refuses a queue of another region than its own', async () => {
    const { ending, output } = await refusal({
      ...REACHABLE,
      PORT: String(await freePort()),
      AWS_SQS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/assessments'
    })
    expect(ending).toEqual(WRONG_CONFIGURATION)
    expect(output).toContain('its url is in eu-west-1, the client in eu-west-2')
  })

  it('refuses to start without its queue when it is told so', async () => {
    const queue = await openTestQueue()
    try {
      const { ending, output } = await refusal({
        ...REACHABLE,
        PORT: String(await freePort()),
        AWS_ENDPOINT_URL: queue.endpoint,
        AWS_SQS_QUEUE_URL: `${queue.url}-missing`,
        SQS_MISSING_QUEUE: 'refuse'
      })
      expect(ending).toEqual(WRONG_CONFIGURATION)
      expect(output).toContain('assessments')
    } finally {
      await queue.close()
    }
  })
})
