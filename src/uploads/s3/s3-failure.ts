import { isNativeError } from 'node:util/types'
import type { Failure } from '../../failures/failure'
import {
  S3CredentialsRefused,
  S3DownloadFailed,
  UploadAccessDenied,
  UploadFileMissing
} from '../upload.failures'

const CREDENTIAL_ERRORS = new Set([
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired'
])

/** What an error of the S3 client means for the job. Texts of S3 name keys and accounts, so they are only the cause. */
export function toUploadFailure(cause: unknown): Failure {
  const name = nameOf(cause)
  if (name === 'NoSuchKey') return new UploadFileMissing({ cause })
  if (name === 'AccessDenied') return new UploadAccessDenied({ cause })
  if (CREDENTIAL_ERRORS.has(name)) return new S3CredentialsRefused(name, { cause })
  return new S3DownloadFailed(name, { cause })
}

/** The code of S3 or of the network, in characters that may be logged. */
function nameOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown fault'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return code.replace(/[^\w.-]/g, '').slice(0, 60) || 'unknown fault'
}
