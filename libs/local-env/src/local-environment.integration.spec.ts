import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { Client } from 'pg'
import { startLocalEnvironment, type LocalEnvironment } from './local-environment'

const READY_MS = 200_000

describe('local environment', () => {
  let environment: LocalEnvironment
  const progress: string[] = []

  beforeAll(async () => {
    environment = await startLocalEnvironment({
      queueName: 'jobs',
      onProgress: (line) => progress.push(line)
    })
  }, READY_MS)

  it('has a database with the schema, a queue, a backend and Notify', async () => {
    const client = new Client({ connectionString: environment.database.url })
    await client.connect()
    const { rows } = await client.query(`SELECT to_regclass('reference.feature')::text AS name`)
    await client.end()
    const sqs = environment.queues.createClient()
    await sqs.send(new SendMessageCommand({ QueueUrl: environment.queue.url, MessageBody: '{}' }))
    sqs.destroy()
    const health = await fetch(`${environment.backend.url}/assessments/NRF-000001`, {
      headers: { 'x-api-key': environment.backend.apiKey }
    })

    expect(rows).toEqual([{ name: 'reference.feature' }])
    expect(health.status).toBe(404)
    expect(progress.join('\n')).toContain('Applied changelog/')
  })

  it('tells a worker everything that it needs', () => {
    const variables = environment.workerEnvironment()

    expect(variables).toMatchObject({
      ENVIRONMENT: 'local',
      DATABASE_URL: environment.database.url,
      AWS_SQS_QUEUE_URL: environment.queue.url,
      BACKEND_BASE_URL: environment.backend.url,
      GOVUK_NOTIFY_BASE_URL: environment.notify.url
    })
    expect(variables.DB_SINGLE_SESSION).toBe(environment.database.isSingleSession ? 'true' : undefined)
  })

  it('stops everything', async () => {
    await environment.stop()

    await expect(fetch(environment.notify.url)).rejects.toThrow('fetch failed')
    await expect(fetch(environment.queues.endpoint)).rejects.toThrow('fetch failed')
    await expect(new Client({ connectionString: environment.database.url }).connect()).rejects.toThrow(
      'ECONNREFUSED'
    )
  })
})
