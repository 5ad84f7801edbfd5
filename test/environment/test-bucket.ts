import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { LocalQueues } from '@nrf/local-env'
import { currentTestRun } from './test-run'

/** A bucket on the emulator of this run, for one spec file. */
export interface TestBucket {
  readonly name: string
  readonly endpoint: string
  readonly region: string
  put(key: string, content: Buffer, metadata?: Readonly<Record<string, string>>): Promise<void>
  close(): void
}

export async function openTestBucket(): Promise<TestBucket> {
  const { endpoint, region, credentials } = new LocalQueues(currentTestRun().queueEndpoint)
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  const name = `test-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket: name }))
  return {
    name,
    endpoint,
    region,
    async put(Key, Body, Metadata) {
      await client.send(new PutObjectCommand({ Bucket: name, Key, Body, Metadata }))
    },
    close: () => client.destroy()
  }
}
