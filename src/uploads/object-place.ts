import type { BoundaryFile } from './boundary-files'
import { UploadLocationRefused } from './upload.failures'

const LONGEST_KEY_BYTES = 1024
const PLAIN_KEY = /^[^\p{Cc}\p{Cs}\\]+$/u

/** Where S3 is asked for a file. Only the bucket of the service is read. @throws UploadLocationRefused */
export function objectPlace(
  { bucket, key }: BoundaryFile,
  allowed: string
): { readonly Bucket: string; readonly Key: string } {
  if (bucket !== undefined && bucket !== allowed)
    throw new UploadLocationRefused('it is in another bucket than AWS_S3_INPUT_BUCKET')
  if (!PLAIN_KEY.test(key) || Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new UploadLocationRefused('its key is empty, too long, or has characters that are not accepted')
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw new UploadLocationRefused('its key is no plain path')
  return { Bucket: allowed, Key: key }
}
