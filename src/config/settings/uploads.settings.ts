import { Setting } from '../setting'
import { BucketName, HttpUrl, WholeNumber } from '../setting-forms'

const TWENTY_MIB = String(20 * 1024 * 1024)

export class UploadsSettings {
  @Setting({
    meaning: 'Bucket of the boundary files that jobs may name; only `s3:GetObject` is needed',
    fallback: 'jobs with a boundary file fail with `uploads_disabled`',
    example: 'nrf-inputs'
  })
  @BucketName()
  readonly AWS_S3_INPUT_BUCKET?: string

  @Setting({
    meaning: 'Address of an S3 emulator; leave it out on AWS',
    example: 'http://127.0.0.1:4566',
    aliases: ['AWS_ENDPOINT_URL']
  })
  @HttpUrl()
  readonly S3_ENDPOINT?: string

  @Setting({ meaning: 'Most bytes of a boundary file', default: '2097152' })
  @WholeNumber(1, 16_777_216)
  readonly UPLOAD_MAX_BYTES!: number

  @Setting({ meaning: 'Seconds after which the download of a boundary file is given up', default: '30' })
  @WholeNumber(1, 300)
  readonly UPLOAD_TIMEOUT_SECONDS!: number

  @Setting({ meaning: 'Most files in a zip archive', default: '10' })
  @WholeNumber(4, 1000)
  readonly ZIP_SAFETY_MAX_ENTRIES!: number

  @Setting({ meaning: 'Most bytes of one file in a zip archive, unpacked', default: TWENTY_MIB })
  @WholeNumber(1, 67_108_864)
  readonly ZIP_SAFETY_MAX_ENTRY_BYTES!: number

  @Setting({ meaning: 'Most bytes of a zip archive, unpacked', default: TWENTY_MIB })
  @WholeNumber(1, 67_108_864)
  readonly ZIP_SAFETY_MAX_TOTAL_BYTES!: number

  @Setting({
    meaning: 'Most times its packed size that a file in a zip archive may have; it counts from 1 MiB on',
    default: '100'
  })
  @WholeNumber(1, 1000)
  readonly ZIP_SAFETY_MAX_COMPRESSION_RATIO!: number
}
