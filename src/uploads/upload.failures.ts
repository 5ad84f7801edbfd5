import { Failure } from '../failures/failure'

/** A job names a boundary file where no bucket is configured. */
export class UploadsDisabled extends Failure {
  readonly code = 'uploads_disabled'
  readonly retryable = false

  constructor() {
    super('The job names a boundary file, but AWS_S3_INPUT_BUCKET is not set')
  }
}

/** Another bucket, or a key that is no plain path. */
export class UploadLocationRefused extends Failure {
  readonly code = 'upload_location_refused'
  readonly retryable = false

  constructor(problem: string) {
    super(`The place of the boundary file is refused: ${problem}`)
  }
}

/** The object is not in the bucket, and was not a moment later either. */
export class UploadFileMissing extends Failure {
  readonly code = 'upload_file_missing'
  readonly retryable = false

  constructor(options?: ErrorOptions) {
    super('The boundary file is not in the bucket', options)
  }
}

export class UploadAccessDenied extends Failure {
  readonly code = 'upload_access_denied'
  readonly retryable = false

  constructor(options?: ErrorOptions) {
    super('S3 does not hand out the boundary file; check the key, and s3:GetObject of the role', options)
  }
}

/** Size or checksum differ from what the job says. */
export class UploadMismatch extends Failure {
  readonly code = 'upload_mismatch'
  readonly retryable = false

  constructor(what: string) {
    super(`The boundary file is not the one that the job describes: ${what}`)
  }
}

export class UploadTooLarge extends Failure {
  readonly code = 'file_size_too_large'
  readonly retryable = false

  constructor(readonly maxBytes: number) {
    super(`The boundary file has more than ${maxBytes} bytes (UPLOAD_MAX_BYTES)`)
  }
}

export class S3CredentialsRefused extends Failure {
  readonly code = 's3_credentials_refused'
  readonly retryable = true

  constructor(name: string, options?: ErrorOptions) {
    super(`S3 refused the credentials of this service (${name})`, options)
  }
}

/** No answer, a broken one, an outage, or no such bucket. */
export class S3DownloadFailed extends Failure {
  readonly code = 's3_download_failed'
  readonly retryable = true

  constructor(what: string, options?: ErrorOptions) {
    super(`The boundary file could not be downloaded: ${what}`, options)
  }
}
