import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { LocalQueues } from './local-queues'

/** A bucket on the emulator that serves the queues. */
export class LocalBucket {
  private constructor(
    readonly name: string,
    readonly endpoint: string,
    readonly region: string,
    private readonly client: S3Client
  ) {}

  static async create(name: string, { endpoint, region, credentials }: LocalQueues): Promise<LocalBucket> {
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: name }))
    return new LocalBucket(name, endpoint, region, client)
  }

  /** @param metadata of the object: `x-amz-meta-*` */
  async put(key: string, content: Buffer, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const object = { Bucket: this.name, Key: key, Body: content, Metadata: metadata }
    await this.client.send(new PutObjectCommand(object))
  }

  /** Closes the connections; what is stored stays. */
  close(): Promise<void> {
    this.client.destroy()
    return Promise.resolve()
  }
}
