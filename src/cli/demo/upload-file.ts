import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { QueueAddress } from '../queue-sender'
import type { UploadedFile } from './submission'

const TIMEOUT_MS = 30_000

/** Stores a boundary file under a new key, under the operator's own rights: the worker itself only reads. */
export async function uploadFile(
  path: string,
  bucket: string,
  { region, endpoint, credentials }: QueueAddress
): Promise<UploadedFile> {
  const content = await readFile(path)
  const filename = basename(path)
  const key = `submitted/${randomUUID()}/${filename}`
  const s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: endpoint !== undefined })
  try {
    const object = { Bucket: bucket, Key: key, Body: content }
    await s3.send(new PutObjectCommand(object), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
  } finally {
    s3.destroy()
  }
  return { s3Bucket: bucket, s3Key: key, filename, contentLength: content.length }
}
