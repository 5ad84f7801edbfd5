import { SendMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { Client } from 'pg'
import { describeWithRealSessions, openTestDatabase, type TestDatabase } from './test-database'
import { openTestQueue } from './test-queue'

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const addRow = `INSERT INTO reference.layer_version
  (layer, version, storage, source_name, source_digest, row_count, is_complete)
  VALUES ('wwtw_lookup', 1, 'generic', 'a', 'b', 1, true)`

describe('test database', () => {
  it('has the schema of the changelog and no rows, also after somebody wrote', async () => {
    for (let round = 0; round < 2; round += 1) {
      const database = await openTestDatabase()
      expect(await query(database.url, 'SELECT * FROM reference.layer_version')).toEqual([])
      await query(database.url, addRow)
      await database.close()
    }
  })
})

describeWithRealSessions('test databases side by side', () => {
  let databases: TestDatabase[]

  beforeAll(async () => {
    databases = await Promise.all([openTestDatabase(), openTestDatabase(), openTestDatabase()])
  })
  afterAll(() => Promise.all(databases.map((database) => database.close())))

  it('do not see each other', async () => {
    await query(databases[0].url, addRow)

    expect(await query(databases[1].url, 'SELECT * FROM reference.layer_version')).toEqual([])
    expect(await query(databases[0].url, 'SELECT * FROM reference.layer_version')).toHaveLength(1)
  })

  it('are gone when they are closed', async () => {
    const database = await openTestDatabase()
    await database.close()

    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist')
  })
})

describe('test queue', () => {
  it('is new, and carries a message', async () => {
    const queue = await openTestQueue({ visibilityTimeoutSeconds: 5 })
    await queue.client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'one' }))
    const { Messages } = await queue.client.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 })
    )
    await queue.close()

    expect(Messages?.map(({ Body }) => Body)).toEqual(['one'])
  })
})
